import Generation
import Inference
import Testing
import _TestSupport

@Suite("Engine: cancellation", .timeLimit(.minutes(2)))
struct EngineCancellationTests {
  /// More tokens than could be generated while a test waits.
  private static let endless = 200_000

  private func endless(_ prompt: [Int]) -> GenerationRequest {
    GenerationRequest(
      .tokens(prompt), sampling: .greedy, maximumTokens: nil, ignoresEndOfText: true)
  }

  /// The engine's only slot is free again, and answers as if nothing had happened.
  private func expectUsable(_ engine: Engine, after prompt: [Int]) async throws {
    let fresh = try EngineFixtures.tiny(context: 1000)
    for prompt in [[70, 71, 72], prompt.prefix(500) + [9, 8, 7]] {
      let request = EngineFixtures.greedy(Array(prompt), 12)
      let expected = try await Transcript(of: fresh, request).ids
      #expect(try await Transcript(of: engine, request).ids == expected)
    }
  }

  @Test("before it begins")
  func before() async throws {
    let engine = try EngineFixtures.tiny(context: Self.endless)
    let prompt = Array(repeating: 65, count: 20)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await Transcript(of: engine, endless(prompt))
    }
    let transcript = try await task.value
    #expect(transcript.tokens.isEmpty)
    try await expectUsable(engine, after: prompt)
  }

  @Test("while it waits for the slot, it leaves what is cached there alone")
  func waiting() async throws {
    let engine = try EngineFixtures.tiny(context: Self.endless)
    let prompt = Array(repeating: 65, count: 20)
    var waiting: Task<Transcript, any Error>?
    for try await event in engine.generate(endless(prompt)) {
      guard case .token = event else { continue }
      if waiting == nil {
        // The only slot is taken: this one comes, waits and goes.
        waiting = Task { try await Transcript(of: engine, endless([7, 8, 9])) }
        try await Task.sleep(for: .milliseconds(50))
        waiting?.cancel()
        #expect(try await waiting?.value.tokens.isEmpty == true)
        break
      }
    }
    let again = try await Transcript(of: engine, EngineFixtures.greedy(prompt, 1))
    #expect(again.started?.cachedTokens == 19)
  }

  @Test("a score that is cancelled while it waits does not wait for the others")
  func waitingAlone() async throws {
    let engine = try EngineFixtures.tiny(context: Self.endless)
    var error: (any Error)?
    for try await event in engine.generate(endless([70, 71, 72])) {
      guard case .token = event, error == nil else { continue }
      let waiting = Task { _ = try await engine.score(tokens: [1, 2, 3], top: 1) }
      try await Task.sleep(for: .milliseconds(50))
      waiting.cancel()
      do { try await waiting.value } catch let caught { error = caught }
      break
    }
    #expect(error is CancellationError)
  }

  @Test(
    "in the middle of a score, an embedding, a prefill and a decode that are measured",
    arguments: 0..<4)
  func alone(work: Int) async throws {
    let engine = try EngineFixtures.tiny(context: Self.endless)
    let tokens = EngineFixtures.prompt(Self.endless)
    let task = Task {
      switch work {
      case 0: _ = try await engine.score(tokens: tokens, top: 1)
      case 1: _ = try await engine.embed(tokens: tokens)
      case 2:
        _ = try await engine.measure(
          SpeedRequest(promptTokens: Self.endless, generatedTokens: 0))
      default:
        _ = try await engine.measure(
          SpeedRequest(promptTokens: 0, generatedTokens: Self.endless))
      }
    }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    try await expectUsable(engine, after: [70, 71, 72])
  }

  @Test("between two tokens, by leaving the loop")
  func leaving() async throws {
    let engine = try EngineFixtures.tiny(context: Self.endless)
    let prompt = [1, 2, 3, 4, 5]
    var seen = 0
    for try await event in engine.generate(endless(prompt)) {
      if case .token = event { seen += 1 }
      if seen == 5 { break }
    }
    #expect(seen == 5)
    try await expectUsable(engine, after: prompt)
  }

  @Test("between two tokens, by cancelling the task")
  func cancellingTask() async throws {
    let engine = try EngineFixtures.tiny(context: Self.endless)
    let prompt = [1, 2, 3, 4, 5]
    let task = Task {
      var seen = 0
      for try await event in engine.generate(endless(prompt)) {
        if case .token = event { seen += 1 }
        if seen == 10 { withUnsafeCurrentTask { $0?.cancel() } }
      }
      return seen
    }
    #expect(try await task.value >= 10)
    try await expectUsable(engine, after: prompt)
  }

  @Test("while the prompt is read", arguments: [1, 64, 8192])
  func whileReading(rows: Int) async throws {
    let engine = try EngineFixtures.tiny(context: Self.endless, rows: rows)
    let prompt = (0..<100_000).map { $0 % 250 }
    let task = Task { try await Transcript(of: engine, endless(prompt)) }
    try await Task.sleep(for: .milliseconds(30))
    task.cancel()
    let transcript = try await task.value
    // A hundred thousand tokens are not read in that time.
    #expect(transcript.started == nil)
    try await expectUsable(engine, after: prompt)
  }

  @Test("of one of two leaves the other as it would be alone")
  func oneOfTwo() async throws {
    let engine = try EngineFixtures.tiny(context: 20_000, sequences: 2)
    let fresh = try EngineFixtures.tiny(context: 20_000)
    let request = EngineFixtures.greedy([40, 41, 42], 300)
    let expected = try await Transcript(of: fresh, request).ids
    let endless = Task { try await Transcript(of: engine, self.endless([9, 9])) }
    async let got = Transcript(of: engine, request).ids
    try await Task.sleep(for: .milliseconds(2))
    endless.cancel()
    #expect(try await got == expected)
    _ = try await endless.value
  }
}
