import Generation
import Inference
import ModelSpec
import Testing

@Suite("Engine: scores and embeddings")
struct EngineScoreTests {
  @Test(
    "a score read in several pieces equals one read at once",
    arguments: [
      "llama", "gemma2", "gemma3", "phi3-longrope", "mixtral-window", "internlm2-dynamic",
    ])
  func pieces(name: String) async throws {
    let tokens = EngineFixtures.prompt(60)
    let whole = try await EngineFixtures.golden(name).score(tokens: tokens, top: 5)
    #expect(whole.logProbabilities.count == 60)
    #expect(whole.logProbabilities[0] == nil)
    #expect(whole.top.count == 5)
    for rows in [1, 7, 59] {
      let parts = try await EngineFixtures.golden(name, rows: rows).score(tokens: tokens, top: 5)
      for (one, other) in zip(parts.logProbabilities, whole.logProbabilities).dropFirst() {
        #expect(abs(try #require(one) - #require(other)) <= 1e-4)
      }
      #expect(parts.top.map(\.token) == whole.top.map(\.token))
    }
  }

  @Test("one token has no score, and a top of zero or less is empty")
  func edges() async throws {
    let engine = try EngineFixtures.golden("llama")
    for top in [0, -1, Int.min] {
      let score = try await engine.score(tokens: [5], top: top)
      #expect(score.logProbabilities == [nil])
      #expect(score.top == [])
      #expect(score.meanNegativeLogProbability == nil)
    }
    let all = try await engine.score(tokens: [5, 6], top: Int.max)
    #expect(all.top.count == engine.model.spec.vocabularySize)
  }

  @Test("an embedding has length 1 and does not depend on the pieces it is read in")
  func embedding() async throws {
    let tokens = EngineFixtures.prompt(40)
    let whole = try await EngineFixtures.golden("llama").embed(tokens: tokens)
    let parts = try await EngineFixtures.golden("llama", rows: 7).embed(tokens: tokens)
    let engine = try EngineFixtures.golden("llama")
    #expect(whole.count == engine.model.spec.modelDimension)
    #expect(abs(whole.reduce(0) { $0 + Double($1) * Double($1) } - 1) <= 1e-5)
    for (one, other) in zip(whole, parts) { #expect(abs(one - other) <= 1e-5) }
  }

  @Test("scores between generations leave the next one right")
  func between() async throws {
    let engine = try EngineFixtures.golden("gemma3")
    let request = EngineFixtures.greedy(EngineFixtures.prompt(30), 8)
    let first = try await Transcript(of: engine, request)
    _ = try await engine.score(tokens: EngineFixtures.prompt(50, seed: 2), top: 1)
    _ = try await engine.embed(tokens: EngineFixtures.prompt(20, seed: 3))
    let second = try await Transcript(of: engine, request)
    #expect(second.tokens == first.tokens)
    // They took other blocks.
    #expect(second.started?.cachedTokens == 29)
  }
}
