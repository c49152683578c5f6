import Foundation
import Generation

@testable import Inference

/// Sampling done plainly: everything in `Double`, the whole vocabulary sorted.
enum SamplingOracle {
  /// The tokens that may be drawn, the likeliest first, with their probabilities.
  static func distribution(
    _ logits: [Float], _ sampling: Sampling, history: [Int] = [],
    permits: (Int) -> Bool = { _ in true }
  ) -> [(token: Int, probability: Double)] {
    let scores = penalized(logits, sampling, history)
    var order = scores.indices.filter { scores[$0] > -.infinity && permits($0) }
    order.sort { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    guard let greatest = order.first.map({ scores[$0] }) else { return [] }
    if sampling.temperature == 0 { return [(order[0], 1)] }
    if sampling.topK > 0 { order = Array(order.prefix(sampling.topK)) }
    let weights = order.map { exp((scores[$0] - greatest) / sampling.temperature) }
    let target = sampling.topP * weights.reduce(0, +)
    var kept: [(token: Int, weight: Double)] = []
    var sum = 0.0
    for (token, weight) in zip(order, weights) {
      if sampling.topP < 1, sum >= target { break }
      sum += weight
      if weight >= sampling.minP { kept.append((token, weight)) }
    }
    let mass = kept.reduce(0) { $0 + $1.weight }
    return kept.map { ($0.token, $0.weight / mass) }
  }

  private static func penalized(
    _ logits: [Float], _ sampling: Sampling, _ history: [Int]
  ) -> [Double] {
    let repeated = Set(history.suffix(sampling.repetitionWindow ?? history.count))
    let present = history.suffix(sampling.penaltyWindow ?? history.count)
    return logits.indices.map { token in
      let count = present.count { $0 == token }
      var score = Double(logits[token])
      guard score.isFinite else { return score }
      if repeated.contains(token) {
        score *= score > 0 ? 1 / sampling.repetitionPenalty : sampling.repetitionPenalty
      }
      if count > 0 { score -= sampling.presencePenalty + Double(count) * sampling.frequencyPenalty }
      // Logits are single precision for the sampler.
      return Double(Float(score))
    }
  }
}

/// Logits of the shapes that models give.
enum LogitShape: CaseIterable {
  case noise, peaks, flat, ties, impossible, tiny, huge

  func make(_ count: Int, _ generator: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in
      let normal = Self.normal(&generator)
      switch self {
      case .noise: return Float(3 * normal)
      case .peaks: return Float(normal + (generator.next() % 50 == 0 ? 12 : 0))
      case .flat: return Float(0.01 * normal)
      case .ties: return Float((2 * normal).rounded())
      case .impossible: return generator.next() % 10 > 0 ? -.infinity : Float(2 * normal)
      case .tiny: return Float(normal) * 0x1p-130
      case .huge: return Float(normal) * 1e36
      }
    }
  }

  /// A normal deviate, by the method of Box and Muller (1958).
  private static func normal(_ generator: inout SplitMix64) -> Double {
    let radius = (-2 * log(Double.random(in: 1e-300..<1, using: &generator))).squareRoot()
    return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
  }
}

extension Sampler {
  mutating func sample(_ logits: [Float], rule: (any TokenRule)? = nil) throws -> Int {
    var (copy, rule) = (logits, rule)
    var span = copy.mutableSpan
    return try sample(&span, rule: &rule)
  }

  mutating func distribution(
    _ logits: [Float]
  ) throws -> [(token: Int, probability: Double)] {
    var copy = logits
    var span = copy.mutableSpan
    return try distribution(&span)
  }
}

extension Sampling {
  /// Draws from the model's own distribution; every value can be changed.
  static func plain(
    temperature: Double = 1, topK: Int = 0, topP: Double = 1, minP: Double = 0,
    repetitionPenalty: Double = 1, presencePenalty: Double = 0, frequencyPenalty: Double = 0,
    penaltyWindow: Int? = 64
  ) -> Sampling {
    Sampling(
      temperature: temperature, topK: topK, topP: topP, minP: minP,
      repetitionPenalty: repetitionPenalty, presencePenalty: presencePenalty,
      frequencyPenalty: frequencyPenalty, penaltyWindow: penaltyWindow)
  }

  /// Any settings, each neutral about half of the time.
  static func random(_ generator: inout SplitMix64, vocabularySize: Int) -> Sampling {
    func maybe<Value>(_ neutral: Value, _ value: (inout SplitMix64) -> Value) -> Value {
      generator.next() % 2 == 0 ? neutral : value(&generator)
    }
    var sampling = Sampling.plain(
      temperature: maybe(1) { .random(in: 0.05...3, using: &$0) },
      topK: maybe(0) { 1 + Int($0.next() % UInt64(vocabularySize + 10)) },
      topP: maybe(1) { .random(in: 0.001...0.9999, using: &$0) },
      minP: maybe(0) { .random(in: 0...1, using: &$0) },
      repetitionPenalty: maybe(1) { .random(in: 0.5...2, using: &$0) },
      presencePenalty: maybe(0) { .random(in: -2...2, using: &$0) },
      frequencyPenalty: maybe(0) { .random(in: -1...1, using: &$0) },
      penaltyWindow: maybe(64) { Int($0.next() % 20) })
    sampling.repetitionWindow = maybe(nil) { Int($0.next() % 20) }
    return sampling
  }
}
