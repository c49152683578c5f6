import Generation
import Testing

@testable import Inference

/// Permits every third token.
private struct EveryThird: Constraint {
  func permits(_ token: Int) -> Bool { token % 3 == 0 }
  func accept(_ token: Int) {}
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
    try check(sampling, logits, constraint: nil, wanted)
  }

  @Test("with a constraint and nothing truncated, draws follow the permitted tokens' distribution")
  func followConstraint() throws {
    let logits = Self.logits()
    let wanted = SamplingOracle.distribution(logits, .plain()) { $0 % 3 == 0 }
    try check(.plain(), logits, constraint: EveryThird(), wanted)
  }

  private static func logits() -> [Float] {
    var generator = SplitMix64(seed: 77)
    return LogitShape.noise.make(700, &generator).map { $0 / 2 }
  }

  /// Pearson's chi-square over the tokens that are expected often enough, the rest together.
  private func check(
    _ sampling: Sampling, _ logits: [Float], constraint: (any Constraint)?,
    _ wanted: [(token: Int, probability: Double)]
  ) throws {
    let seed: UInt64 = 20_240_607
    var sampler = try Sampler(sampling, vocabularySize: logits.count, seed: seed)
    var counts: [Int: Int] = [:]
    for _ in 0..<Self.draws {
      counts[try sampler.sample(logits, constraint: constraint), default: 0] += 1
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
