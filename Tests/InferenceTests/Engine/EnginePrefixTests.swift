import Generation
import Inference
import Testing

/// The next request's use of what a sequence leaves in the cache, which changes nothing but
/// the time.
@Suite("Engine: reuse of the cache")
struct EnginePrefixTests {
  private static let names = [
    "llama", "llama-gqa", "gemma2", "gemma3", "mistral", "qwen2-window", "mixtral-window", "gpt2",
    "phi3-longrope",
  ]

  private func expectSame(_ got: Transcript, _ expected: Transcript, _ place: String) throws {
    #expect(got.ids == expected.ids, "\(place)")
    for (one, other) in zip(got.tokens, expected.tokens) {
      let difference = try #require(one.logProbability) - #require(other.logProbability)
      #expect(abs(difference) <= 1e-4, "\(place)")
    }
  }

  @Test("a second turn reads only its new tokens and says as a fresh engine does", arguments: names)
  func secondTurn(name: String) async throws {
    let engine = try EngineFixtures.golden(name)
    let prompt = EngineFixtures.prompt(14)
    let first = try await Transcript(of: engine, EngineFixtures.greedy(prompt, 6))
    let turn = prompt + first.ids + EngineFixtures.prompt(5, seed: 2)
    let second = try await Transcript(of: engine, EngineFixtures.greedy(turn, 6))
    // The last token of an answer is drawn but never read.
    #expect(second.started?.cachedTokens == 14 + 6 - 1)
    #expect(second.started?.promptTokens == 25)
    let fresh = try EngineFixtures.golden(name)
    try expectSame(second, try await Transcript(of: fresh, EngineFixtures.greedy(turn, 6)), name)
  }

  @Test("the same prompt again needs only its last token", arguments: names)
  func again(name: String) async throws {
    let engine = try EngineFixtures.golden(name)
    let request = EngineFixtures.greedy(EngineFixtures.prompt(20), 5)
    let first = try await Transcript(of: engine, request)
    let second = try await Transcript(of: engine, request)
    #expect(second.started?.cachedTokens == 19)
    try expectSame(second, first, name)
  }

  @Test("a prompt that leaves the earlier one early or late is still exact", arguments: names)
  func branches(name: String) async throws {
    // Small pieces make the rings of windowed layers small, so that early positions
    // are overwritten.
    for rows in [4, 512] {
      let engine = try EngineFixtures.golden(name, rows: rows)
      let prompt = EngineFixtures.prompt(engine.context - 28)
      for shared in [1, 5, 31, 33, 60, 95, 99] where shared < prompt.count {
        _ = try await Transcript(of: engine, EngineFixtures.greedy(prompt, 10))
        let branch = Array(prompt.prefix(shared)) + EngineFixtures.prompt(9, seed: 5)
        let got = try await Transcript(of: engine, EngineFixtures.greedy(branch, 8))
        let fresh = try EngineFixtures.golden(name, rows: rows)
        let expected = try await Transcript(of: fresh, EngineFixtures.greedy(branch, 8))
        #expect(expected.started?.cachedTokens == 0)
        try expectSame(got, expected, "\(name), \(shared) shared, \(rows) rows")
      }
    }
  }

  @Test("without windows, all shared tokens are reused")
  func sharedCount() async throws {
    let engine = try EngineFixtures.golden("llama")
    let prompt = EngineFixtures.prompt(60)
    _ = try await Transcript(of: engine, EngineFixtures.greedy(prompt, 3))
    let branch = Array(prompt.prefix(41)) + [1, 2]
    let got = try await Transcript(of: engine, EngineFixtures.greedy(branch, 1))
    #expect(got.started?.cachedTokens == 41)
  }

  @Test("LongRoPE keys of one regime are not reused in the other", .timeLimit(.minutes(1)))
  func longRope() async throws {
    let engine = try EngineFixtures.golden("phi3-longrope")
    let long = EngineFixtures.prompt(50)
    _ = try await Transcript(of: engine, EngineFixtures.greedy(long, 3))
    for count in [20, 33, 32, 60, 31] {
      let prompt = Array((long + EngineFixtures.prompt(20, seed: 9)).prefix(count))
      let got = try await Transcript(of: engine, EngineFixtures.greedy(prompt, 6))
      let fresh = try EngineFixtures.golden("phi3-longrope")
      let expected = try await Transcript(of: fresh, EngineFixtures.greedy(prompt, 6))
      try expectSame(got, expected, "\(count) tokens")
    }
  }
}
