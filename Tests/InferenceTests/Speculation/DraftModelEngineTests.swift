import Generation
import Inference
import ModelFiles
import ModelSpec
import Testing
import _TestSupport

/// Guesses of a second model change the number of passes and nothing else.
@Suite("Engine: draft model")
struct DraftModelEngineTests {
  private static func golden(_ name: String, tokens: Int = 4) throws -> Speculation {
    .draft(try LanguageModel(opening: EngineFixtures.path(name)), tokens: tokens)
  }

  private static func requests(_ count: Int = 40) -> [any Asking] {
    let prompt = EngineFixtures.prompt(20)
    return [
      EngineFixtures.greedy(prompt, count), EngineFixtures.greedy(prompt, count),
      EngineFixtures.greedy(Array(prompt.prefix(11)) + [4, 5], count),
      Speculating.drawn(EngineFixtures.prompt(9, seed: 4), count, seed: 6), Speculating.forced(),
    ]
  }

  @Test(
    "a model that drafts for itself is right all the time while answers are greedy",
    arguments: [
      "llama", "gemma2", "gemma3", "mistral", "mixtral", "phi3-longrope", "qwen3", "gpt2",
    ])
  func itself(name: String) async throws {
    let count = name == "gpt2" ? 30 : 60
    let report = try await Speculating.expectSame(
      EngineFixtures.golden(name, speculation: Self.golden(name)), EngineFixtures.golden(name),
      [EngineFixtures.greedy(EngineFixtures.prompt(22), count)], name)
    #expect(report.acceptedTokens == report.proposedTokens)
    // All but one token in five, once the length is reached.
    #expect(report.proposedTokens >= count * 2 / 3)
  }

  @Test("the answers of models with a draft of another kind are the same")
  func pairs() async throws {
    for (target, draft) in [
      ("llama", "llama-bias"), ("gemma3", "llama"), ("mistral", "gemma3"),
      ("llama", "qwen2-window"),
      ("phi3-longrope", "phi3"), ("llama-dynamic-rope", "phi3-longrope"),
    ] {
      let size = try LanguageModel(opening: EngineFixtures.path(target)).spec.vocabularySize
      let other = try LanguageModel(opening: EngineFixtures.path(draft)).spec.vocabularySize
      try #require(size == other)
      for rows in [6, 512] {
        let report = try await Speculating.expectSame(
          EngineFixtures.golden(target, rows: rows, speculation: Self.golden(draft)),
          EngineFixtures.golden(target, rows: rows), Self.requests(), "\(target) with \(draft)")
        #expect(report.proposedTokens > 0)
        #expect(report.acceptedTokens < report.proposedTokens)
      }
    }
  }

  @Test("a coarser copy of the model is right most of the time")
  func coarse() async throws {
    let folder = try TemporaryFolder()
    try TinyModel().write(to: folder("tiny.gguf"))
    try ModelConverter(Checkpoint(opening: folder("tiny.gguf")))
      .convert(to: folder("coarse.gguf"), format: .uniform(.q8_0))
    let draft = try LanguageModel(opening: folder("coarse.gguf"))
    let report = try await Speculating.expectSame(
      EngineFixtures.tiny(speculation: .draft(draft, tokens: 6)), EngineFixtures.tiny(),
      (1...4).map { EngineFixtures.greedy(EngineFixtures.prompt(12, seed: $0), 60) })
    #expect(report.acceptedTokens > report.proposedTokens / 2)
    #expect(report.acceptedTokens < report.proposedTokens)
  }

  @Test("sequences at once, more than there are slots, with prompts longer than a pass")
  func together() async throws {
    let engine = try EngineFixtures.tiny(
      sequences: 2, rows: 16, speculation: Speculating.draft(tokens: 4))
    let plain = try EngineFixtures.tiny(rows: 16)
    let requests = (0..<5).map {
      EngineFixtures.greedy(EngineFixtures.prompt(5 + 30 * $0, seed: UInt64($0 + 1)), 50 - 7 * $0)
    }
    let got = try await withThrowingTaskGroup(of: (Int, Transcript).self) { group in
      for (index, request) in requests.enumerated() {
        group.addTask { (index, try await Transcript(of: engine, request)) }
      }
      return try await group.reduce(into: [Int: Transcript]()) { $0[$1.0] = $1.1 }
    }
    for (index, request) in requests.enumerated() {
      let transcript = try #require(got[index])
      #expect(transcript.tokens == (try await Transcript(of: plain, request).tokens))
      let report = try #require(transcript.report?.speculation)
      #expect(report.acceptedTokens == report.proposedTokens && report.proposedTokens > 0)
    }
  }

  @Test("beyond the positions of the draft model the answer goes on without drafts")
  func shortDraft() async throws {
    let positions = try #require(
      LanguageModel(opening: EngineFixtures.path("gpt2")).spec.embedding.learnedPositions)
    let prompt = EngineFixtures.prompt(positions - 20)
    let report = try await Speculating.expectSame(
      EngineFixtures.golden("llama", speculation: Self.golden("gpt2")),
      EngineFixtures.golden("llama"),
      [EngineFixtures.greedy(prompt, 60), EngineFixtures.greedy(EngineFixtures.prompt(100), 20)])
    #expect(report.proposedTokens > 0)
  }

  @Test("cancelled while the draft model prefills or drafts, the engine goes on")
  func cancellation() async throws {
    let engine = try EngineFixtures.tiny(
      context: 20_000, rows: 32, speculation: Speculating.draft())
    let prompt = EngineFixtures.prompt(900)
    for stop in [1, 3, 40] {
      var seen = 0
      let endless = GenerationRequest(.tokens(prompt), sampling: .greedy, ignoresEndOfText: true)
      for try await event in engine.generate(endless) {
        if case .token = event { seen += 1 }
        if seen == stop { break }
      }
    }
    let request = EngineFixtures.greedy(EngineFixtures.prompt(30, seed: 3), 40)
    let expected = try await Transcript(of: EngineFixtures.tiny(context: 20_000), request)
    #expect(try await Transcript(of: engine, request).tokens == expected.tokens)
  }
}
