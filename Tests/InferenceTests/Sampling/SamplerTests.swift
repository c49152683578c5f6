import Constraints
import Foundation
import Generation
import Testing

@testable import Inference

/// Permits some tokens.
private struct Permitting: TokenRule {
  let tokens: Set<Int>
  /// Tells whether all tokens are known at once.
  var hasMask = false
  func permits(_ token: Int) -> Bool { tokens.contains(token) }
  func accept(_ token: Int) {}
  func mask(isTight: Bool) -> TokenMask? {
    guard hasMask else { return nil }
    var mask = TokenMask(tokenCount: 3000)
    for token in tokens { mask.insert(token) }
    return mask
  }
}

@Suite("Sampler")
struct SamplerTests {
  @Test("temperature 0 takes the likeliest, the lowest id among equals, and -0 equals 0")
  func greedy() throws {
    var sampler = try Sampler(.greedy, vocabularySize: 4, seed: 1)
    #expect(try sampler.sample([1, 3, 3, 2]) == 1)
    #expect(try sampler.sample([-1, -0.0, 0, -2]) == 1)
    #expect(try sampler.sample([-.infinity, -.infinity, -7, -9]) == 2)
    var logits = [Float](repeating: 0, count: 1000)
    logits[777] = 1
    logits[900] = 1
    var large = try Sampler(.greedy, vocabularySize: 1000, seed: 1)
    #expect(try large.sample(logits) == 777)
  }

  @Test("the same seed draws the same tokens, on every platform")
  func fixedDraws() throws {
    var generator = SplitMix64(seed: 3)
    // Sums of bits, exact everywhere, where a library's logarithm might not be.
    let logits = (0..<5000).map { _ in
      Float((0..<8).reduce(0) { sum, _ in sum + Int(generator.next() % 256) }) / 128
    }
    let expected: [(Sampling, [Int])] = [
      // The first and the last were computed apart from this code.
      (.plain(), [3651, 1377, 145, 1038, 1653, 961]),
      (.plain(topK: 40), [4185, 1531, 117, 883, 1785, 883]),
      (.plain(topP: 0.5), [4052, 1531, 134, 1135, 1821, 985]),
      (.plain(minP: 0.3), [3622, 1492, 26, 860, 1531, 860]),
    ]
    for (sampling, tokens) in expected {
      var sampler = try Sampler(sampling, vocabularySize: 5000, seed: 42)
      let drawn = try (0..<6).map { _ in try sampler.sample(logits) }
      #expect(drawn == tokens, "\(sampling)")
    }
  }

  @Test("the n-th draw depends on the seed and n, not on what was drawn before")
  func nthDraw() throws {
    var generator = SplitMix64(seed: 8)
    let logits = (0..<20).map { _ in LogitShape.noise.make(300, &generator) }
    var whole = try Sampler(.plain(topK: 50), vocabularySize: 300, seed: 9)
    let tokens = try logits.map { try whole.sample($0) }
    var other = try Sampler(.plain(topK: 50), vocabularySize: 300, seed: 9)
    let blank = [Float](repeating: 0, count: 300)
    let odd = Permitting(tokens: Set(stride(from: 1, to: 300, by: 2)))
    for index in 0..<19 { _ = try other.sample(blank, rule: index % 2 == 0 ? odd : nil) }
    #expect(other.draws == 19)
    #expect(try other.sample(logits[19]) == tokens[19])
  }

  @Test("logits are the same after a draw")
  func restores() throws {
    let sampling = Sampling.plain(
      repetitionPenalty: 1.7, presencePenalty: 0.3, frequencyPenalty: 0.1, penaltyWindow: 5)
    var sampler = try Sampler(sampling, vocabularySize: 5, seed: 1)
    for token in [0, 1, 1, 4, 2, 2, 2] { sampler.accept(token) }
    let original: [Float] = [1.1, -2.2, 0, -.infinity, 3.3]
    var logits = original
    var span = logits.mutableSpan
    var rule: (any TokenRule)?
    _ = try sampler.sample(&span, rule: &rule)
    #expect(logits == original)
    rule = Permitting(tokens: [0, 2], hasMask: true)
    span = logits.mutableSpan
    _ = try sampler.sample(&span, rule: &rule)
    #expect(logits == original)
  }

  @Test("penalties look at the last tokens of the window only, and count them")
  func window() throws {
    let sampling = Sampling.plain(frequencyPenalty: 1, penaltyWindow: 3)
    var sampler = try Sampler(sampling, vocabularySize: 4, seed: 1)
    for token in [0, 0, 0, 1, 2, 2] { sampler.accept(token) }
    let got = try sampler.distribution([0, 0, 0, 0])
    // Token 0 has left the window; 1 stands in it once, 2 twice.
    #expect(got.map(\.token) == [0, 3, 1, 2])
    #expect(abs(got[0].probability / got[2].probability - 2.718_281_828_459_045) < 1e-12)
    #expect(abs(got[0].probability / got[3].probability - 7.389_056_098_930_65) < 1e-12)
  }

  @Test("the repetition penalty has a window of its own, which may be the whole text")
  func repetitionWindow() throws {
    var sampling = Sampling.plain(
      repetitionPenalty: 2, presencePenalty: 1, penaltyWindow: 2)
    let history = [0] + [Int](repeating: 1, count: 2000) + [2]
    for (window, penalized) in [(Int?.none, [0, 1, 2]), (1, [2]), (0, [])] {
      sampling.repetitionWindow = window
      var sampler = try Sampler(sampling, vocabularySize: 4, seed: 1)
      for token in history { sampler.accept(token) }
      let got = try sampler.distribution([4, 4, 4, 4])
      let logits = (0..<4).map {
        (penalized.contains($0) ? 2.0 : 4.0) - ([1, 2].contains($0) ? 1 : 0)
      }
      let mass = logits.reduce(0) { $0 + exp($1) }
      for (token, probability) in got {
        #expect(abs(probability - exp(logits[token]) / mass) < 1e-9)
      }
    }
  }

  @Test("extreme penalties and tokens outside the vocabulary keep logits finite")
  func extremePenalties() throws {
    for penalty in [Double.leastNonzeroMagnitude, .greatestFiniteMagnitude] {
      let sampling = Sampling.plain(repetitionPenalty: penalty, presencePenalty: -1e308)
      var sampler = try Sampler(sampling, vocabularySize: 3, seed: 1)
      for token in [0, 1, 3, -5, .max] { sampler.accept(token) }
      #expect([0, 1, 2].contains(try sampler.sample([3e38, -3e38, 0])))
    }
  }

  @Test("a logit that is no number is an error that names the token", arguments: [0, 300, 511])
  func notANumber(token: Int) throws {
    for (value, name) in [(Float.nan, "nan"), (-Float.nan, "nan"), (.infinity, "inf")] {
      for sampling in [Sampling.greedy, .plain(), .plain(topK: 3), .plain(topP: 0.5)] {
        var logits = [Float](repeating: 1, count: 512)
        logits[token] = value
        var sampler = try Sampler(sampling, vocabularySize: 512, seed: 1)
        let error = #expect(throws: GenerationError.self) { try sampler.sample(logits) }
        let text = error?.description ?? ""
        #expect(text.contains("token \(token) ") && text.contains(name), "\(text)")
        #expect(throws: GenerationError.self) { try LogProbabilities(logits.span) }
      }
    }
  }

  @Test("-infinity is never drawn, and nothing but it is an error")
  func impossible() throws {
    for sampling in [Sampling.greedy, .plain(temperature: 100), .plain(topK: 3), .plain(topP: 0.9)]
    {
      var sampler = try Sampler(sampling, vocabularySize: 600, seed: 1)
      var logits = [Float](repeating: -.infinity, count: 600)
      #expect(throws: GenerationError.self) { try sampler.sample(logits) }
      logits[513] = -80
      logits[7] = -80.5
      for _ in 0..<100 { #expect([7, 513].contains(try sampler.sample(logits))) }
    }
  }

  @Test("Top-K keeps exactly as many, the lower ids among equals")
  func tiesAtTheEdge() throws {
    var sampler = try Sampler(.plain(topK: 5), vocabularySize: 3000, seed: 1)
    var logits = [Float](repeating: 1, count: 3000)
    logits[2999] = 2
    #expect(try sampler.distribution(logits).map(\.token) == [2999, 0, 1, 2, 3])
  }

  @Test(
    "a rejected draw gives a permitted token instead, also one that is very unlikely",
    arguments: [false, true])
  func constraint(hasMask: Bool) throws {
    var generator = SplitMix64(seed: 12)
    let logits = LogitShape.noise.make(3000, &generator)
    let order = logits.indices.sorted { logits[$0] > logits[$1] }
    let permitted: Set = [order[2], order[800], order[2999]]
    let constraint = Permitting(tokens: permitted, hasMask: hasMask)
    var greedy = try Sampler(.greedy, vocabularySize: 3000, seed: 1)
    #expect(try greedy.sample(logits, rule: constraint) == order[2])
    let last = Permitting(tokens: [order[2999]], hasMask: hasMask)
    for sampling in [Sampling.greedy, Sampling(), .plain(), .plain(topP: 0.3), .plain(minP: 0.5)] {
      var sampler = try Sampler(sampling, vocabularySize: 3000, seed: 1)
      #expect(try sampler.sample(logits, rule: last) == order[2999])
      for _ in 0..<50 {
        #expect(permitted.contains(try sampler.sample(logits, rule: constraint)))
      }
    }
  }

  @Test("a constraint that permits nothing, or only impossible tokens, is an error")
  func nothingPermitted() throws {
    var logits = [Float](repeating: 0, count: 1000)
    logits[4] = -.infinity
    for sampling in [Sampling.greedy, Sampling(), .plain(), .plain(topP: 0.5)] {
      var sampler = try Sampler(sampling, vocabularySize: 1000, seed: 1)
      for tokens in [[], [4], [1000]] as [Set<Int>] {
        for hasMask in [false, true] {
          let error = #expect(throws: GenerationError.self) {
            try sampler.sample(logits, rule: Permitting(tokens: tokens, hasMask: hasMask))
          }
          #expect(error?.description.contains("permits none") == true)
        }
      }
    }
  }

  @Test("settings out of range are refused")
  func refuses() {
    for sampling in [Sampling.plain(temperature: -1), .plain(topK: -1), .plain(topP: 0)] {
      #expect(throws: GenerationError.self) {
        try Sampler(sampling, vocabularySize: 10, seed: 1)
      }
    }
  }
}
