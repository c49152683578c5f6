import Generation
import Inference
import ModelSpec
import Testing
import _TestSupport

/// Guesses from the text itself change the number of passes and nothing else.
@Suite("Engine: prompt lookup")
struct PromptLookupEngineTests {
  private static let lookup = Speculation.lookup(tokens: 8)

  @Test(
    "an answer that repeats its prompt by parts has the same tokens and log-probabilities",
    arguments: PredictedMemoryTests.goldens)
  func forced(name: String) async throws {
    // GPT-2's table of positions is too short for the answer.
    guard !name.hasPrefix("gpt2") else { return }
    let report = try await Speculating.expectSame(
      EngineFixtures.golden(name, speculation: Self.lookup), EngineFixtures.golden(name),
      [Speculating.forced(), Speculating.forced(seed: 7)], name)
    #expect(report.acceptedTokens > 20)
    #expect(report.acceptedTokens < report.proposedTokens)
  }

  @Test(
    "greedy and drawn answers of random models are the same",
    arguments: PredictedMemoryTests.goldens)
  func free(name: String) async throws {
    let (drafting, plain) = (
      try EngineFixtures.golden(name, speculation: Self.lookup), try EngineFixtures.golden(name)
    )
    let phrase = EngineFixtures.prompt(7, seed: 3)
    var requests: [GenerationRequest] = []
    for seed in UInt64(1)...3 {
      let prompt = EngineFixtures.prompt(6, seed: seed) + phrase + phrase
      requests.append(EngineFixtures.greedy(prompt, 1000))
      requests.append(Speculating.drawn(prompt, 30, seed: seed))
    }
    let report = try await Speculating.expectSame(drafting, plain, requests, name)
    #expect(report.proposedTokens > 0)
  }

  @Test(
    "rings of windowed layers lose no key that a step back needs",
    arguments: ["gemma2", "gemma3", "mistral", "qwen2-window", "mixtral-window"], [1, 2, 5, 9, 64])
  func windows(name: String, rows: Int) async throws {
    // Few rows make the rings as small as they get; answers far longer than the window turn
    // them round.
    let report = try await Speculating.expectSame(
      EngineFixtures.golden(name, rows: rows, speculation: Self.lookup),
      EngineFixtures.golden(name, rows: rows),
      [Speculating.forced(prompt: 75), EngineFixtures.greedy(EngineFixtures.prompt(9), 1000)], name)
    #expect((report.acceptedTokens > 0) == (rows > 1))
  }

  @Test("a window smaller than a block, over a thousand positions", arguments: [1, 7, 31, 40])
  func smallWindow(window: Int) async throws {
    var model = TinyModel()
    model.window = window
    let report = try await Speculating.expectSame(
      EngineFixtures.tiny(model, rows: 12, speculation: .lookup(tokens: 11)),
      EngineFixtures.tiny(model, rows: 12),
      [Speculating.forced(prompt: 333), EngineFixtures.greedy(EngineFixtures.prompt(9), 400)])
    #expect(report.acceptedTokens > 20)
  }

  @Test(
    "what drafts left in the cache serves the next turn as it does without",
    arguments: [
      "llama", "gemma3", "mistral", "qwen2-window", "phi3-longrope", "llama-dynamic-rope",
    ])
  func nextTurn(name: String) async throws {
    let (drafting, plain) = (
      try EngineFixtures.golden(name, speculation: Self.lookup), try EngineFixtures.golden(name)
    )
    let first = Speculating.forced()
    let said = try await Transcript(of: plain, first).ids
    _ = try await Transcript(of: drafting, first)
    let turn = EngineFixtures.prompt(40) + said + EngineFixtures.prompt(4, seed: 8)
    try await Speculating.expectSame(drafting, plain, [EngineFixtures.greedy(turn, 20)], name)
  }

  @Test("lengths, full contexts and end tokens end an answer as they do without drafts")
  func limits() async throws {
    let (drafting, plain) = (
      try EngineFixtures.golden("llama", context: 60, speculation: Self.lookup),
      try EngineFixtures.golden("llama", context: 60)
    )
    let phrase = EngineFixtures.prompt(5)
    let prompt = phrase + phrase
    var requests: [any Asking] = (0...6).map { EngineFixtures.greedy(prompt, $0) }
    requests.append(EngineFixtures.greedy(prompt, 10_000))
    let end = try #require(plain.model.endTokens.first)
    for position in 1...7 {
      var answer = Array((phrase + phrase).prefix(position))
      answer.append(end)
      // The second time the end token is among the drafted.
      for prompt in [prompt, prompt + answer + prompt] {
        requests.append(
          Scripted(
            answer,
            GenerationRequest(
              .tokens(prompt), sampling: .greedy, maximumTokens: 20, topLogProbabilities: 1)))
      }
    }
    let report = try await Speculating.expectSame(drafting, plain, requests)
    #expect(report.acceptedTokens > 0)
  }

  @Test("a stop text ends an answer in the middle of accepted drafts")
  func stops() async throws {
    let (drafting, plain) = (
      try EngineFixtures.tiny(speculation: Self.lookup), try EngineFixtures.tiny()
    )
    let requests = ["two", "wo th", "three\n", "e", "never"].map { stop in
      let answer = ByteTokenizer.tokens("one two three\n") + [ByteTokenizer.endOfText]
      return Scripted(
        answer,
        GenerationRequest(
          .text("one two three\none two three\n"), sampling: .greedy, stopStrings: [stop],
          topLogProbabilities: 1))
    }
    let report = try await Speculating.expectSame(drafting, plain, requests)
    #expect(report.acceptedTokens > 0)
  }

  @Test(
    "sequences at once, with few rows or many, say what they say alone",
    arguments: ["llama", "gemma3", "mixtral", "phi3-longrope", "llama-dynamic-rope"],
    [3, 4, 7, 12, 64])
  func together(name: String, rows: Int) async throws {
    let engine = try EngineFixtures.golden(
      name, sequences: 3, rows: rows, speculation: Self.lookup)
    let plain = try EngineFixtures.golden(name, rows: rows)
    let requests = (0..<5).map { index in
      var request = Speculating.forced(prompt: 33 + 3 * index, seed: UInt64(index + 20))
      request.request.seed = 1
      return request
    }
    let got = try await withThrowingTaskGroup(of: (Int, Transcript).self) { group in
      for (index, request) in requests.enumerated() {
        group.addTask { (index, try await Transcript(of: engine, request)) }
      }
      return try await group.reduce(into: [Int: Transcript]()) { $0[$1.0] = $1.1 }
    }
    for (index, request) in requests.enumerated() {
      let alone = try await Transcript(of: plain, request)
      let transcript = try #require(got[index])
      #expect(
        transcript.difference(from: alone, sharingCache: false) == nil, "request \(index)")
    }
  }

  @Test(
    "weights of any format give a row the same bits beside others",
    arguments: [
      StorageFormat.f16, .bf16, .q8_0, .q4_0, .q4_1, .q5_0, .q5_1, .q4_k, .q5_k, .q6_k,
    ])
  func formats(format: StorageFormat) async throws {
    var model = TinyModel()
    model.width = 256
    let opened = try EngineFixtures.converted(model, to: format)
    func engine(_ speculation: Speculation?) throws -> Engine {
      try Engine(
        opened, options: EngineOptions(threads: 2, context: 256, speculation: speculation))
    }
    for tokens in [1, 3, 8, 20] {
      let report = try await Speculating.expectSame(
        engine(.lookup(tokens: tokens)), engine(nil),
        [Speculating.forced(), EngineFixtures.greedy(EngineFixtures.prompt(12), 60)], "\(tokens)")
      #expect(report.acceptedTokens > 15)
    }
  }

  @Test(
    "beyond a thousand positions the same tokens come, with few heads, many, and windows",
    arguments: [(2, nil), (16, nil), (2, 700), (16, 700)] as [(Int, Int?)])
  func deep(heads: Int, window: Int?) async throws {
    var model = TinyModel()
    (model.keyValueHeads, model.window, model.contextLength) = (heads, window, 4096)
    // Rows of several tiles with many heads are as much work as a prompt.
    let report = try await Speculating.expectSame(
      EngineFixtures.tiny(model, context: 2600, speculation: .lookup(tokens: 16)),
      EngineFixtures.tiny(model, context: 2600),
      [
        Speculating.forced(prompt: 1010), Speculating.forced(prompt: 1200),
        Speculating.forced(prompt: 2500), EngineFixtures.greedy(EngineFixtures.prompt(1100), 60),
      ])
    #expect(report.acceptedTokens > 50)
  }

  @Test("a dead constraint ends the request among drafts, and the engine goes on")
  func failure() async throws {
    let (drafting, plain) = (
      try EngineFixtures.golden("llama", speculation: Self.lookup),
      try EngineFixtures.golden("llama")
    )
    let phrase = EngineFixtures.prompt(6)
    let request = Scripted(
      Array(phrase.prefix(3)), GenerationRequest(.tokens(phrase + phrase), maximumTokens: 9))
    await #expect(throws: GenerationError.self) { _ = try await Transcript(of: drafting, request) }
    await #expect(throws: GenerationError.self) { _ = try await Transcript(of: plain, request) }
    try await Speculating.expectSame(
      drafting, plain, [EngineFixtures.greedy(phrase + phrase + phrase, 12)])
  }

  @Test("cancelled among drafts, the engine answers as if nothing had happened")
  func cancellation() async throws {
    let engine = try EngineFixtures.tiny(context: 20_000, speculation: Self.lookup)
    let prompt = [1, 2, 3, 1, 2, 3]
    var seen = 0
    let endless = GenerationRequest(.tokens(prompt), sampling: .greedy, ignoresEndOfText: true)
    for try await event in engine.generate(endless) {
      if case .token = event { seen += 1 }
      if seen == 50 { break }
    }
    let fresh = try EngineFixtures.tiny(context: 20_000)
    let request = EngineFixtures.greedy(prompt + [9, 8], 40)
    let expected = try await Transcript(of: fresh, request)
    #expect(try await Transcript(of: engine, request).tokens == expected.tokens)
  }
}
