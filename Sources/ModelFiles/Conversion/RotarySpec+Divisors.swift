import ModelSpec

// Llama 3 files name the parameters of their scaling, GGUF files hold its result, a divisor for
// each frequency.
extension RotarySpec {
  /// Divisors of each frequency of a Llama 3 model; ones for other scalings.
  var llama3Divisors: [Float] {
    guard case .llama3(let factor, let low, let high, let trained) = scaling else {
      return Array(repeating: 1, count: pairs)
    }
    return turns(within: trained).map { turns in
      if turns > high { return 1 }
      if turns < low { return Float(factor) }
      let smooth = (turns - low) / (high - low)
      return Float(1 / ((1 - smooth) / factor + smooth))
    }
  }

  /// The turns that each pair makes within some positions, without scaling.
  private func turns(within positions: Int) -> [Double] {
    let plain = RotarySpec(dimensions: dimensions, theta: theta).frequencies(sequenceLength: 1)
    return plain.radiansPerPosition.map { Double(positions) * Double($0) / (2 * .pi) }
  }

  /// The scaling with a name that does what these divisors do.
  ///
  /// That is Llama 3's if its parameters, 1 and 4 turns of a trained length that is a power of two,
  /// give the same, and else LongRoPE with the same list on both sides of its limit, which divides
  /// and does nothing else.
  func named(_ divisors: [Float], contextLength: Int) -> RotaryScaling {
    let factor = Double(divisors.max() ?? 1)
    if factor == 1 { return .none }
    for trained in (8...20).map({ 1 << $0 }).reversed() {
      let candidate = RotaryScaling.llama3(
        factor: factor, lowFrequency: 1, highFrequency: 4, trainedContext: trained)
      let made = RotarySpec(dimensions: dimensions, theta: theta, scaling: candidate).llama3Divisors
      if zip(made, divisors).allSatisfy({ abs($0 - $1) <= 1e-5 * $1 }) { return candidate }
    }
    let list = divisors.map(Double.init)
    return .longRope(
      LongRopeScaling(short: list, long: list, trainedContext: contextLength, attentionFactor: 1))
  }
}
