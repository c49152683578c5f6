import Generation
import Testing

@testable import Inference

@Suite("Sampler against a full sort in Double")
struct SamplerOracleTests {
  @Test(
    "keeps the same tokens with the same probabilities, whatever the settings",
    arguments: LogitShape.allCases)
  func agrees(shape: LogitShape) throws {
    for seed in UInt64(0)..<60 {
      var generator = SplitMix64(seed: seed)
      let size = [1, 2, 37, 256, 257, 3000, 40_000][Int(seed % 7)]
      let logits = shape.make(size, &generator)
      guard logits.contains(where: { $0 > -.infinity }) else { continue }
      let sampling = Sampling.random(&generator, vocabularySize: min(size, 100))
      let history = (0..<40).map { _ in Int(generator.next() % UInt64(size)) }
      var sampler = try Sampler(sampling, vocabularySize: size, seed: seed)
      for token in history { sampler.accept(token) }
      let got = try sampler.distribution(logits)
      let wanted = SamplingOracle.distribution(logits, sampling, history: history)
      let context: Comment = "seed \(seed), \(size) tokens, \(sampling)"
      try #require(got.map(\.token) == wanted.map(\.token), context)
      for (got, wanted) in zip(got, wanted) {
        let tolerance = 1e-12 * wanted.probability + 1e-300
        try #require(abs(got.probability - wanted.probability) <= tolerance, context)
      }
    }
  }

  @Test("where Top-K and Top-P keep all, draws invert the cumulative distribution in order of ids")
  func inverse() throws {
    for seed in UInt64(0)..<20 {
      var generator = SplitMix64(seed: seed)
      let logits = LogitShape.noise.make(1000, &generator)
      let sampling = Sampling.plain(temperature: 1.5, minP: seed % 2 == 0 ? 0 : 0.001)
      var sampler = try Sampler(sampling, vocabularySize: 1000, seed: seed)
      let kept = SamplingOracle.distribution(logits, sampling).sorted { $0.token < $1.token }
      for draw in UInt64(0)..<200 {
        let token = try sampler.sample(logits)
        let share = SplitMix64.uniform(at: 2 * draw, seed: seed)
        let before = kept.prefix { $0.token < token }.reduce(0) { $0 + $1.probability }
        let own = try #require(kept.first { $0.token == token }).probability
        // Sums in another order may differ in their last bits.
        let range = before - 1e-13...before + own + 1e-13
        try #require(range.contains(share), "seed \(seed), draw \(draw)")
      }
    }
  }

  @Test("the likeliest tokens and all log-probabilities match", arguments: LogitShape.allCases)
  func logProbabilities(shape: LogitShape) throws {
    for seed in UInt64(0)..<10 {
      var generator = SplitMix64(seed: seed)
      let logits = shape.make([50, 999, 30_000][Int(seed % 3)], &generator)
      let wanted = SamplingOracle.distribution(logits, .plain())
      let result = try LogProbabilities(logits.span)
      let top = result.top(20, in: logits.span)
      try #require(top.map(\.token) == wanted.prefix(20).map(\.token), "seed \(seed)")
      let sum = logits.indices.reduce(0.0) {
        $0 + exponential(result.logProbability(of: $1, in: logits.span))
      }
      let scale = max(1, abs(result.normalizer))
      try #require(abs(sum - 1) < 1e-12 * scale, "seed \(seed)")
      for entry in top {
        let single = result.logProbability(of: entry.token, in: logits.span)
        try #require(entry.logProbability == single, "seed \(seed)")
      }
    }
  }

  @Test("log-probabilities of a small case, by hand")
  func byHand() throws {
    // Softmax of log 1, log 2, log 5: 1/8, 2/8, 5/8.
    let logits: [Float] = [0, 0.693_147_180_6, 1.609_437_912_4, -.infinity]
    let result = try LogProbabilities(logits.span)
    #expect(abs(result.normalizer - 2.079_441_541_679_835_7) < 1e-7)
    #expect(abs(result.logProbability(of: 0, in: logits.span) + 2.079_441_541_7) < 1e-7)
    #expect(result.logProbability(of: 3, in: logits.span) == -.infinity)
    #expect(result.top(10, in: logits.span).map(\.token) == [2, 1, 0])
    #expect(result.top(0, in: logits.span).isEmpty)
  }
}
