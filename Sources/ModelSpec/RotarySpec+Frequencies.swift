#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The frequencies at which pairs of columns turn.
public struct RotaryFrequencies: Sendable, Hashable {
  /// Radians a position for each pair, rounded to float32 as PyTorch holds them.
  public var radiansPerPosition: [Float]
  /// Factor on sine and cosine.
  public var magnitude: Float
}

extension RotarySpec {
  /// Number of pairs of columns that turn.
  public var pairs: Int { dimensions / 2 }

  /// The frequencies for a sequence of `length` positions; only dynamic scaling and LongRoPE look
  /// at the length.
  public func frequencies(sequenceLength length: Int) -> RotaryFrequencies {
    var result = RotaryFrequencies(
      radiansPerPosition: Array(repeating: 0, count: pairs), magnitude: 1)
    update(&result, sequenceLength: length)
    return result
  }

  /// The same, written over frequencies of this embedding for another length, without allocating.
  public func update(_ frequencies: inout RotaryFrequencies, sequenceLength length: Int) {
    for pair in 0..<pairs {
      frequencies.radiansPerPosition[pair] = Float(frequency(pair: pair, sequenceLength: length))
    }
    switch scaling {
    case .yarn(let yarn): frequencies.magnitude = Float(yarn.attentionFactor)
    case .longRope(let long): frequencies.magnitude = Float(long.attentionFactor)
    case .none, .linear, .dynamic, .llama3, .divisors: frequencies.magnitude = 1
    }
  }

  private func frequency(pair: Int, sequenceLength length: Int) -> Double {
    let plain = plainFrequency(pair: pair, theta: theta)
    switch scaling {
    case .none: return plain
    case .linear(let factor): return plain / factor
    case .divisors(let divisors): return plain / Double(divisors[pair])
    case .dynamic(let factor, let trained):
      let stretch = factor * Double(max(length, trained)) / Double(trained) - (factor - 1)
      let exponent = Double(dimensions) / Double(dimensions - 2)
      return plainFrequency(pair: pair, theta: theta * pow(stretch, exponent))
    case .llama3(let factor, let low, let high, let trained):
      return Self.llama3(
        plain, factor: factor, lowFrequency: low, highFrequency: high, trained: Double(trained))
    case .yarn(let yarn):
      return yarn.scale(plain, pair: pair, dimensions: dimensions, theta: theta)
    case .longRope(let long):
      return plain / (length > long.trainedContext ? long.long[pair] : long.short[pair])
    }
  }

  /// Tells whether the frequencies of all positions change when a sequence grows from one length to
  /// another, so that cached keys must be computed again to be exact.
  public func changes(from old: Int, to new: Int) -> Bool {
    switch scaling {
    case .dynamic(_, let trained): new > trained && new != old
    case .longRope(let long): (old > long.trainedContext) != (new > long.trainedContext)
    case .none, .linear, .llama3, .yarn, .divisors: false
    }
  }

  private func plainFrequency(pair: Int, theta: Double) -> Double {
    1 / pow(theta, Double(2 * pair) / Double(dimensions))
  }

  private static func llama3(
    _ frequency: Double, factor: Double, lowFrequency: Double, highFrequency: Double,
    trained: Double
  ) -> Double {
    let turns = trained * frequency / (2 * Double.pi)
    if turns > highFrequency { return frequency }
    if turns < lowFrequency { return frequency / factor }
    let smooth = (turns - lowFrequency) / (highFrequency - lowFrequency)
    return (1 - smooth) * frequency / factor + smooth * frequency
  }
}

extension YarnScaling {
  /// Keeps fast frequencies, divides slow ones by the factor, with a linear ramp over columns
  /// between (section 3.2).
  func scale(_ frequency: Double, pair: Int, dimensions: Int, theta: Double) -> Double {
    func column(turns: Double) -> Double {
      Double(dimensions) * log(Double(trainedContext) / (turns * 2 * .pi)) / (2 * log(theta))
    }
    var (low, high) = (column(turns: betaFast), column(turns: betaSlow))
    if truncates { (low, high) = (low.rounded(.down), high.rounded(.up)) }
    low = max(low, 0)
    high = min(high, Double(dimensions - 1))
    if low == high { high += 0.001 }
    let ramp = min(max((Double(pair) - low) / (high - low), 0), 1)
    return frequency / factor * ramp + frequency * (1 - ramp)
  }

  /// The factor on sine and cosine that the paper suggests (section 3.4): `0.1 m ln(factor) + 1`.
  public static func magnitude(factor: Double, mscale: Double = 1) -> Double {
    factor <= 1 ? 1 : 0.1 * mscale * log(factor) + 1
  }
}

extension LongRopeScaling {
  /// The factor on sine and cosine that the paper suggests: `sqrt(1 + ln(factor) / ln(trained))`.
  public static func magnitude(factor: Double, trainedContext: Int) -> Double {
    factor <= 1 ? 1 : (1 + log(factor) / log(Double(trainedContext))).squareRoot()
  }
}
