import Generation
import Inference
import ModelSpec
import Synchronization
import Testing
import _TestSupport

/// The reports of passes.
final class StepLog: Sendable {
  private let reports = Mutex<[StepReport]>([])

  func append(_ report: StepReport) { reports.withLock { $0.append(report) } }
  var all: [StepReport] { reports.withLock { $0 } }
  var prefillRows: Int { all.reduce(0) { $0 + $1.prefillRows } }
  var sharedTokens: Int { all.reduce(0) { $0 + $1.sharedTokens } }
}

@Suite("Engine: a crowd", .timeLimit(.minutes(5)))
struct EngineCrowdTests {
  private static let names = [
    "llama", "llama-gqa", "gemma2", "gemma3", "mistral", "qwen2-window", "mixtral-window", "gpt2",
    "phi3-longrope",
  ]

  /// Requests that begin alike in twos and threes.
  private static func requests(_ context: Int) -> [GenerationRequest] {
    (0..<16).map { index in
      let length = min(30 + 7 * (index % 5), context - 14)
      let prompt =
        EngineFixtures.prompt(length, seed: UInt64(index / 3))
        + EngineFixtures.prompt(2 + index % 2, seed: UInt64(50 + index))
      var request = EngineFixtures.greedy(prompt, 10)
      if index % 4 == 1 {
        request.sampling = Sampling(temperature: 0.9, topK: 0, topP: 0.95)
        request.seed = UInt64(index)
      }
      return request
    }
  }

  private func alone(_ name: String, _ requests: [GenerationRequest]) async throws -> [Transcript] {
    var answers: [Transcript] = []
    for request in requests {
      answers.append(try await Transcript(of: try EngineFixtures.golden(name), request))
    }
    return answers
  }

  private func expectSame(_ got: [Transcript], _ expected: [Transcript], _ place: String) {
    for (index, (one, other)) in zip(got, expected).enumerated() {
      // Tokens with their log-probabilities, bit for bit.
      #expect(one.tokens == other.tokens, "\(place), request \(index)")
      #expect(one.report?.stopReason == other.report?.stopReason)
      #expect(!one.isOutOfOrder)
    }
  }

  @Test(
    "an answer is to the bit what it is alone, among fifteen others and again", arguments: names)
  func amongOthers(name: String) async throws {
    let engine = try EngineFixtures.golden(name, sequences: 16, rows: 48)
    let requests = Self.requests(engine.context)
    let expected = try await alone(name, requests)
    expectSame(try await Transcript.all(of: engine, requests), expected, name)
    // What the first round left in the cache, and pushed out of it, changes nothing.
    expectSame(try await Transcript.all(of: engine, requests), expected, name + ", again")
  }

  @Test(
    "a pool that is too small for all changes nothing",
    arguments: names)
  func smallPool(name: String) async throws {
    let log = StepLog()
    let one = try EngineFixtures.golden(name).cacheBytes
    let engine = try EngineFixtures.golden(
      name, sequences: 12, cacheBytes: 2 * one, rows: 32, onStep: { log.append($0) })
    #expect(engine.cacheBytes <= 2 * one && engine.cacheBytes >= one)
    var requests = Self.requests(engine.context)
    for index in requests.indices { requests[index].maximumTokens = 40 }
    for index in requests.indices where requests[index].tokens.count + 40 > engine.context {
      requests[index].maximumTokens = engine.context - requests[index].tokens.count
    }
    let expected = try await alone(name, requests)
    expectSame(try await Transcript.all(of: engine, requests), expected, name)
    #expect(log.all.allSatisfy { $0.running <= 12 && $0.rows <= 32 })
  }

  @Test("a shared beginning is computed once and held once", arguments: ["llama", "gemma3"])
  func sharedBeginning(name: String) async throws {
    let log = StepLog()
    let engine = try EngineFixtures.golden(
      name, sequences: 16, rows: 64, onStep: { log.append($0) })
    let beginning = EngineFixtures.prompt(96, seed: 4)
    let requests = (0..<16).map { EngineFixtures.greedy(beginning + [3 + $0, 40 + $0], 4) }
    let answers = try await Transcript.all(of: engine, requests)
    expectSame(answers, try await alone(name, requests), name)
    #expect(log.prefillRows == 96 + 16 * 2)
    #expect(log.sharedTokens == 15 * 96)
    #expect(answers.reduce(0) { $0 + ($1.started?.cachedTokens ?? 0) } == 15 * 96)
  }

  @Test("scores and embeddings among answers are what they are alone")
  func mixed() async throws {
    let engine = try EngineFixtures.golden("gemma3", sequences: 6, rows: 16)
    let fresh = try EngineFixtures.golden("gemma3")
    let tokens = EngineFixtures.prompt(70, seed: 3)
    let request = EngineFixtures.greedy(tokens, 30)
    let expected = try await Transcript(of: fresh, request)
    let score = try await fresh.score(tokens: tokens, top: 3)
    let vector = try await fresh.embed(tokens: tokens)
    async let first = Transcript(of: engine, request)
    async let scored = engine.score(tokens: tokens, top: 3)
    async let embedded = engine.embed(tokens: tokens)
    async let second = Transcript(of: engine, request)
    async let late = engine.score(tokens: tokens, from: 60, top: 3, onPrefill: nil)
    #expect(try await first.tokens == expected.tokens)
    #expect(try await second.tokens == expected.tokens)
    #expect(try await scored == score)
    #expect(try await embedded == vector)
    let tail = try await late
    #expect(tail.logProbabilities.suffix(10) == score.logProbabilities.suffix(10))
    #expect(tail.logProbabilities.prefix(60).allSatisfy { $0 == nil } && tail.top == score.top)
  }

  @Test("drafts among others change nothing")
  func drafts() async throws {
    let requests = (0..<6).map { Speculating.forced(prompt: 40, seed: UInt64($0 / 2)) }
    let plain = try EngineFixtures.golden("llama", sequences: 1)
    var expected: [Transcript] = []
    for request in requests { expected.append(try await Transcript(of: plain, request)) }
    let one = plain.cacheBytes
    for bytes in [nil, 2 * one] {
      let engine = try EngineFixtures.golden(
        "llama", sequences: 6, cacheBytes: bytes, rows: 40, speculation: .lookup(tokens: 6))
      expectSame(try await Transcript.all(of: engine, requests), expected, "\(bytes ?? 0) bytes")
    }
  }
}

extension GenerationRequest {
  /// The token ids that it begins with.
  fileprivate var tokens: [Int] {
    if case .tokens(let tokens) = prompt { tokens } else { [] }
  }
}
