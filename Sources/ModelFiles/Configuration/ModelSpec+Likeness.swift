import ModelSpec

// A description that is written in float32 and read again is the same but for rounding.
extension ModelSpec {
  /// Difference between two specs, their names and roundings to float32 apart; `nil` if there
  /// is none.
  func difference(from other: ModelSpec) -> String? {
    var (one, two) = (self, other)
    (one.name, two.name) = ("", "")
    let (mine, theirs) = (one.takeNumbers(), two.takeNumbers())
    if one != two { return one.firstDifference(from: two) }
    for (index, number) in mine.enumerated() {
      let pair = (number, theirs[index])
      guard abs(pair.0 - pair.1) <= 1e-6 * max(abs(pair.0), abs(pair.1)) else {
        return "a number is \(pair.0) and would become \(pair.1)"
      }
    }
    return nil
  }

  private func firstDifference(from other: ModelSpec) -> String {
    if architecture != other.architecture {
      return
        "the architecture is \(architecture.displayName) and would become \(other.architecture.displayName)"
    }
    if embedding != other.embedding { return "the embedding: \(embedding), not \(other.embedding)" }
    if head != other.head { return "the head: \(head), not \(other.head)" }
    for (index, (mine, theirs)) in zip(layers, other.layers).enumerated() where mine != theirs {
      return mine.attention == theirs.attention
        ? "the feed-forward part of layer \(index)"
        : "the attention of layer \(index): \(mine.attention), not \(theirs.attention)"
    }
    return "its dimensions"
  }

  /// All fractional numbers in a fixed order, each replaced by 1.
  private mutating func takeNumbers() -> [Double] {
    var numbers: [Double] = []
    func take(_ number: inout Double) {
      numbers.append(number)
      number = 1
    }
    func take(_ number: inout Double?) {
      guard var value = number else { return }
      take(&value)
      number = value
    }
    take(&embedding.multiplier)
    take(&head.multiplier)
    take(&head.softcap)
    take(&finalNorm.epsilon)
    for index in layers.indices {
      take(&layers[index].norm.epsilon)
      take(&layers[index].attention.scale)
      take(&layers[index].attention.softcap)
      if var norm = layers[index].attention.queryKeyNorm {
        take(&norm.epsilon)
        layers[index].attention.queryKeyNorm = norm
      }
      if var rotary = layers[index].attention.rotary {
        take(&rotary.theta)
        rotary.scaling.replaceNumbers(take)
        layers[index].attention.rotary = rotary
      }
    }
    return numbers
  }
}

extension RotaryScaling {
  fileprivate mutating func replaceNumbers(_ take: (inout Double) -> Void) {
    switch self {
    case .none: break
    case .linear(var factor):
      take(&factor)
      self = .linear(factor: factor)
    case .dynamic(var factor, let trained):
      take(&factor)
      self = .dynamic(factor: factor, trainedContext: trained)
    case .llama3(var factor, var low, var high, let trained):
      take(&factor)
      take(&low)
      take(&high)
      self = .llama3(
        factor: factor, lowFrequency: low, highFrequency: high, trainedContext: trained)
    case .yarn(var yarn):
      take(&yarn.factor)
      take(&yarn.betaFast)
      take(&yarn.betaSlow)
      take(&yarn.attentionFactor)
      self = .yarn(yarn)
    case .longRope(var long):
      for index in long.short.indices { take(&long.short[index]) }
      for index in long.long.indices { take(&long.long[index]) }
      take(&long.attentionFactor)
      self = .longRope(long)
    case .divisors(var divisors):
      for index in divisors.indices {
        var value = Double(divisors[index])
        take(&value)
        divisors[index] = Float(value)
      }
      self = .divisors(divisors)
    }
  }
}
