import Generation
import Inference
import Testing

@Suite("Engine: events and tokens")
struct EngineEventTests {
  @Test("started, tokens, finished come in this order and their counts agree")
  func order() async throws {
    let engine = try EngineFixtures.golden("llama")
    let prompt = EngineFixtures.prompt(9)
    let transcript = try await Transcript(of: engine, EngineFixtures.greedy(prompt, 12))
    #expect(!transcript.isOutOfOrder)
    #expect(transcript.started?.promptTokens == 9)
    #expect(transcript.started?.cachedTokens == 0)
    #expect(transcript.tokens.count == 12)
    let report = try #require(transcript.report)
    #expect(report.stopReason == .length)
    #expect(report.promptTokens == 9)
    #expect(report.completionTokens == 12)
    #expect(report.timeToFirstTokenSeconds != nil)
    #expect(report.decodeTokensPerSecond != nil)
  }

  @Test("no tokens are asked for: the prompt is read and nothing is produced")
  func noTokens() async throws {
    let engine = try EngineFixtures.golden("llama")
    let prompt = EngineFixtures.prompt(9)
    let none = try await Transcript(of: engine, EngineFixtures.greedy(prompt, 0))
    #expect(!none.isOutOfOrder)
    #expect(none.started?.promptTokens == 9)
    #expect(none.tokens.isEmpty)
    #expect(none.report?.stopReason == .length)
    #expect(none.report?.completionTokens == 0)
    #expect(none.report?.decodeTokensPerSecond == nil)
    let one = try await Transcript(of: engine, EngineFixtures.greedy(prompt, 1))
    #expect(one.tokens.count == 1)
    #expect(one.report?.completionTokens == 1)
    #expect(one.report?.decodeTokensPerSecond == nil)
  }

  @Test("the context is full: generation ends with length, and every position was used")
  func contextFull() async throws {
    let engine = try EngineFixtures.golden("llama", context: 24)
    for count in [1, 10, 23] {
      let request = EngineFixtures.greedy(EngineFixtures.prompt(count), 1000)
      let transcript = try await Transcript(of: engine, request)
      #expect(transcript.report?.stopReason == .length)
      #expect(transcript.tokens.count == 24 - count)
    }
  }

  @Test("a seed repeats, is reported, and another seed draws otherwise")
  func seeds() async throws {
    let engine = try EngineFixtures.tiny()
    func draw(_ seed: UInt64?) async throws -> Transcript {
      let request = GenerationRequest(
        .tokens([65, 66, 67]), sampling: Sampling(temperature: 2, topK: 0, topP: 1),
        maximumTokens: 40, seed: seed, ignoresEndOfText: true)
      return try await Transcript(of: engine, request)
    }
    let first = try await draw(7)
    #expect(first.started?.seed == 7)
    #expect(try await draw(7).ids == first.ids)
    #expect(try await draw(8).ids != first.ids)
    let chosen = try await draw(nil)
    let seed = try #require(chosen.started?.seed)
    #expect(try await draw(seed).ids == chosen.ids)
  }

  @Test(
    "greedy is the likeliest token of the score, with its log-probability",
    arguments: ["llama", "gemma3", "mistral", "phi3-longrope", "mixtral", "gpt2", "grok1"])
  func greedyIsArgmax(name: String) async throws {
    let engine = try EngineFixtures.golden(name, context: 64)
    // The trained length of the LongRoPE golden is 32: generation crosses it.
    let prompt = EngineFixtures.prompt(22)
    let transcript = try await Transcript(of: engine, EngineFixtures.greedy(prompt, 20))
    #expect(transcript.tokens.count == 20)
    for (index, token) in transcript.tokens.enumerated() {
      let known = prompt + transcript.ids.prefix(index)
      let best = try #require(try await engine.score(tokens: known, top: 1).top.first)
      #expect(best.token == token.id, "\(name), token \(index)")
      let logProbability = try #require(token.logProbability)
      #expect(abs(best.logProbability - logProbability) <= 1e-4)
      #expect(token.top.first?.token == token.id)
      #expect(token.top.count == 2)
    }
  }

  @Test("an end token ends the answer, has no text, and is passed over if asked")
  func endTokens() async throws {
    let engine = try EngineFixtures.golden("llama")
    let end = try #require(engine.model.endTokens.first)
    for ignores in [false, true] {
      let request = Scripted(
        [7, end, 8, 9],
        GenerationRequest(
          .tokens([5, 9]), sampling: .greedy, maximumTokens: 4, ignoresEndOfText: ignores))
      let transcript = try await Transcript(of: engine, request)
      #expect(transcript.ids == (ignores ? [7, end, 8, 9] : [7, end]))
      #expect(transcript.report?.stopReason == (ignores ? .length : .endOfText))
      #expect(transcript.report?.completionTokens == transcript.tokens.count)
    }
  }

  @Test("a constraint that permits nothing ends the request with an error, and the engine goes on")
  func deadConstraint() async throws {
    let engine = try EngineFixtures.golden("llama")
    let request = Scripted([7], GenerationRequest(.tokens([5, 9]), maximumTokens: 4))
    await #expect(throws: GenerationError.self) {
      _ = try await Transcript(of: engine, request)
    }
    #expect(try await Transcript(of: engine, EngineFixtures.greedy([5, 9], 3)).tokens.count == 3)
  }

  @Test(
    "a prompt longer than a pass is read in pieces with the same result", .timeLimit(.minutes(1)),
    arguments: ["llama", "gemma3", "phi3-longrope", "phi3-partial-longrope", "internlm2-dynamic"])
  func prefillInPieces(name: String) async throws {
    // Longer than the LongRoPE golden's trained length from its first piece on.
    let prompt = EngineFixtures.prompt(50)
    let whole = try EngineFixtures.golden(name)
    let pieces = try EngineFixtures.golden(name, rows: 8)
    let expected = try await Transcript(of: whole, EngineFixtures.greedy(prompt, 10))
    let got = try await Transcript(of: pieces, EngineFixtures.greedy(prompt, 10))
    #expect(got.ids == expected.ids)
    for (one, other) in zip(got.tokens, expected.tokens) {
      let difference = try #require(one.logProbability) - #require(other.logProbability)
      #expect(abs(difference) <= 1e-4)
    }
  }
}
