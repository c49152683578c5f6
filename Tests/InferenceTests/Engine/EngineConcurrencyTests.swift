import Generation
import Inference
import Testing

@Suite("Engine: several requests")
struct EngineConcurrencyTests {
  @Test(
    "requests at once say what they say alone, whether there are slots for all or not",
    arguments: ["llama", "gemma3", "mixtral", "phi3-longrope"], [1, 2, 3])
  func together(name: String, slots: Int) async throws {
    let engine = try EngineFixtures.golden(name, sequences: slots, rows: 16)
    let requests = (0..<5).map {
      EngineFixtures.greedy(EngineFixtures.prompt(4 + 9 * $0, seed: UInt64($0 + 10)), 12 - $0)
    }
    let got = try await withThrowingTaskGroup(of: (Int, [Int]).self) { group in
      for (index, request) in requests.enumerated() {
        group.addTask { (index, try await Transcript(of: engine, request).ids) }
      }
      return try await group.reduce(into: [Int: [Int]]()) { $0[$1.0] = $1.1 }
    }
    for (index, request) in requests.enumerated() {
      let alone = try EngineFixtures.golden(name, rows: 16)
      #expect(got[index] == (try await Transcript(of: alone, request).ids), "request \(index)")
    }
  }

  @Test("scores wait for generations and both are right")
  func mixed() async throws {
    let engine = try EngineFixtures.golden("llama", sequences: 2)
    let tokens = EngineFixtures.prompt(30)
    let request = EngineFixtures.greedy(tokens, 20)
    let alone = try EngineFixtures.golden("llama")
    let expected = try await Transcript(of: alone, request).ids
    let score = try await alone.score(tokens: tokens, top: 1)
    async let one = Transcript(of: engine, request).ids
    async let scored = engine.score(tokens: tokens, top: 1)
    async let two = Transcript(of: engine, request).ids
    #expect(try await one == expected)
    #expect(try await two == expected)
    #expect(try await scored == score)
  }

  @Test("more sequences than the context has positions find room in every pass")
  func manySequences() async throws {
    let engine = try EngineFixtures.golden("llama", context: 2, sequences: 4, rows: 1)
    let report = try await engine.measure(
      SpeedRequest(promptTokens: 2, generatedTokens: 2, sequences: 4))
    #expect(report.prefillSeconds != nil && report.decodeSeconds != nil)
  }

  @Test("a measurement that does not fit is refused")
  func measurementLimits() async throws {
    let engine = try EngineFixtures.golden("llama", context: 64, sequences: 2)
    let wrong = [
      SpeedRequest(promptTokens: 65), SpeedRequest(promptTokens: -1), SpeedRequest(sequences: 3),
      SpeedRequest(sequences: 0), SpeedRequest(promptTokens: Int.max, depth: Int.max),
      SpeedRequest(promptTokens: 1, generatedTokens: 60, depth: 5),
    ]
    for request in wrong {
      await #expect(throws: GenerationError.self, "\(request)") {
        _ = try await engine.measure(request)
      }
    }
  }
}
