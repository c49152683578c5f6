import Constraints
import Generation
import Testing

@testable import Inference

/// Permits every third token, and says so at once if it has a mask.
private struct EveryThird: TokenRule {
  var hasMask = false

  func permits(_ token: Int) -> Bool { token % 3 == 0 }
  func accept(_ token: Int) {}
  func mask(isTight: Bool) -> TokenMask? {
    guard hasMask else { return nil }
    var mask = TokenMask(tokenCount: 700)
    for token in stride(from: 0, to: 700, by: 3) { mask.insert(token) }
    return mask
  }
}

@Suite("Sampler's draws, statistically")
struct SamplerStatisticsTests {
  private static let draws = 40_000

  @Test(
    "draws follow the distribution",
    arguments: [
      Sampling.plain(), .plain(temperature: 0.5), .plain(temperature: 2, topK: 12),
      .plain(topP: 0.8), .plain(minP: 0.05), Sampling(),
      .plain(temperature: 1.5, topK: 20, topP: 0.9, minP: 0.02),
    ])
  func followDistribution(sampling: Sampling) throws {
    let logits = Self.logits()
    let wanted = SamplingOracle.distribution(logits, sampling)
    try check(sampling, logits, rule: nil, wanted)
  }

  @Test(
    "under a rule, draws follow the distribution over the permitted tokens, truncated after it",
    arguments: [
      Sampling.plain(), .plain(temperature: 2, topK: 12), .plain(topP: 0.8), .plain(minP: 0.05),
      Sampling(), .plain(temperature: 1.5, topK: 20, topP: 0.9, minP: 0.02),
    ], [false, true])
  func followRule(sampling: Sampling, hasMask: Bool) throws {
    let logits = Self.logits()
    let wanted = SamplingOracle.distribution(logits, sampling) { $0 % 3 == 0 }
    try check(sampling, logits, rule: EveryThird(hasMask: hasMask), wanted)
  }

  private static func logits() -> [Float] {
    var generator = SplitMix64(seed: 77)
    return LogitShape.noise.make(700, &generator).map { $0 / 2 }
  }

  /// Pearson's chi-square over the tokens that are expected often enough, the rest together.
  private func check(
    _ sampling: Sampling, _ logits: [Float], rule: (any TokenRule)?,
    _ wanted: [(token: Int, probability: Double)]
  ) throws {
    let seed: UInt64 = 20_240_607
    var sampler = try Sampler(sampling, vocabularySize: logits.count, seed: seed)
    var counts: [Int: Int] = [:]
    for _ in 0..<Self.draws {
      counts[try sampler.sample(logits, rule: rule), default: 0] += 1
    }
    #expect(Set(counts.keys).isSubset(of: wanted.map(\.token)))
    var statistic = 0.0
    var classes = 0
    var rest = (expected: 0.0, observed: 0)
    for (token, probability) in wanted {
      let expected = probability * Double(Self.draws)
      let observed = counts[token] ?? 0
      guard expected >= 10 else {
        rest = (rest.expected + expected, rest.observed + observed)
        continue
      }
      statistic += (Double(observed) - expected) * (Double(observed) - expected) / expected
      classes += 1
    }
    if rest.expected >= 10 {
      let difference = Double(rest.observed) - rest.expected
      statistic += difference * difference / rest.expected
      classes += 1
    }
    // Wilson and Hilferty's cube root (PNAS 17(12), 1931) makes it nearly normal; 3.09 is the 99.9
    // % quantile.
    let freedom = Double(classes - 1)
    try #require(freedom >= 3)
    let spread = 2 / (9 * freedom)
    let deviate = (pow(statistic / freedom, 1.0 / 3) - (1 - spread)) / spread.squareRoot()
    #expect(abs(deviate) < 3.09, "seed \(seed), chi-square \(statistic) of \(freedom), \(sampling)")
  }

  private func pow(_ base: Double, _ exponent: Double) -> Double {
    exponential(logarithm(base) * exponent - 40) / exponential(-40)
  }
}
