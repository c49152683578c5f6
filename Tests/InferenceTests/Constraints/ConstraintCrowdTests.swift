import Generation
import Inference
import Testing
import _TestSupport

/// Constrained answers beside others, after preemption, from shared beginnings, and with drafts.
@Suite("Engine: constrained answers in a crowd", .timeLimit(.minutes(4)))
struct ConstraintCrowdTests {
  private static let schema = """
    {"type": "object", "properties": {"name": {"type": "string", "maxLength": 12},
     "kind": {"enum": ["person", "place"]}, "tags": {"type": "array", "items": {"type": "integer"}}},
     "required": ["name", "kind"], "additionalProperties": false}
    """
  private static let constraints: [Constraint?] = [
    .jsonSchema(schema), nil, .regularExpression("[a-c]{5}-fixed-text-[0-9]{3}"), .jsonObject,
    .choice(["a beginning that is shared, once", "a beginning that is shared, twice"]),
    .sequence([.textUntil(["<call>"]), .jsonSchema(schema), .text("</call>")]),
  ]

  private static let samplings = [
    Sampling.greedy, Sampling(), Sampling(temperature: 2, topK: 0, topP: 1),
  ]

  /// Sixteen requests that begin alike in fours.
  private static func requests(top: Int?, tokens: Int = 70) -> [GenerationRequest] {
    (0..<16).map { index in
      let prompt =
        EngineFixtures.prompt(35, seed: UInt64(index / 4))
        + EngineFixtures.prompt(2 + index % 3, seed: UInt64(index))
      return GenerationRequest(
        .tokens(prompt), sampling: samplings[index % 3], maximumTokens: tokens,
        seed: UInt64(index), topLogProbabilities: index % 4 == 3 ? nil : top,
        constraint: constraints[index % constraints.count])
    }
  }

  private func alone(
    _ model: TinyModel, _ requests: [GenerationRequest], _ forcing: ForcedTokens
  ) async throws -> [Transcript] {
    var answers: [Transcript] = []
    for request in requests {
      answers.append(
        try await Transcript(
          of: EngineFixtures.tiny(model, context: 128, forcedTokens: forcing), request))
    }
    return answers
  }

  private func expectSame(_ got: [Transcript], _ expected: [Transcript], _ place: String) {
    for (index, (one, other)) in zip(got, expected).enumerated() {
      let difference = one.difference(from: other, sharingCache: false)
      #expect(difference == nil, "\(place), request \(index)")
    }
  }

  @Test(
    "an answer is to the bit what it is alone, among fifteen others and again",
    arguments: ForcedTokens.allCases, [nil, 20])
  func amongOthers(forcing: ForcedTokens, window: Int?) async throws {
    var model = ForcedTokensTests.merging()
    model.window = window
    let requests = Self.requests(top: 2)
    let expected = try await alone(model, requests, forcing)
    for rows in [20, 48, 512] {
      let engine = try EngineFixtures.tiny(
        model, context: 128, sequences: 16, rows: rows, forcedTokens: forcing)
      expectSame(try await Transcript.all(of: engine, requests), expected, "\(rows) rows")
      expectSame(try await Transcript.all(of: engine, requests), expected, "\(rows) rows, again")
    }
  }

  @Test("a pool that is too small for all changes nothing", arguments: ForcedTokens.allCases)
  func preempted(forcing: ForcedTokens) async throws {
    let log = StepLog()
    let model = ForcedTokensTests.merging()
    let one = try EngineFixtures.tiny(model, context: 128).cacheBytes
    let engine = try EngineFixtures.tiny(
      model, context: 128, sequences: 12, rows: 40, cacheBytes: 2 * one, forcedTokens: forcing,
      onStep: { log.append($0) })
    let requests = Self.requests(top: 2, tokens: 85)
    let expected = try await alone(model, requests, forcing)
    for round in 0..<3 {
      expectSame(try await Transcript.all(of: engine, requests), expected, "round \(round)")
    }
    #expect(log.all.contains { $0.preempted > 0 })
    #expect(log.all.allSatisfy { $0.rows <= 40 })
  }

  @Test("drafts change nothing", arguments: ForcedTokens.allCases)
  func drafts(forcing: ForcedTokens) async throws {
    let model = ForcedTokensTests.merging()
    let requests = Self.requests(top: 2)
    let expected = try await alone(model, requests, forcing)
    var accepted = 0
    for speculation in [Speculation.lookup(tokens: 6), try Speculating.draft(model, tokens: 4)] {
      for (sequences, bytes) in [(1, nil), (6, nil), (6, 2)] as [(Int, Int?)] {
        let one = try EngineFixtures.tiny(model, context: 128).cacheBytes
        let engine = try EngineFixtures.tiny(
          model, context: 128, sequences: sequences, rows: 40, cacheBytes: bytes.map { $0 * one },
          speculation: speculation, forcedTokens: forcing)
        let got = try await Transcript.all(of: engine, requests)
        expectSame(got, expected, "\(sequences) sequences")
        for answer in got {
          let report = try #require(answer.report?.speculation)
          #expect(report.acceptedTokens <= report.proposedTokens)
          accepted += report.acceptedTokens
        }
      }
    }
    #expect(accepted > 0)
  }

  @Test(
    "tokens that are forced by turns come with the bits that they have when drawn",
    arguments: PredictedMemoryTests.goldens, [16, 512])
  func goldens(name: String, rows: Int) async throws {
    // GPT-2's table of positions is short; others pass lengths at which rotary angles change.
    let count = name.hasPrefix("gpt2") ? 20 : 60
    let script = EngineFixtures.prompt(count, seed: 9)
    for top in [2, nil] {
      let request = GenerationRequest(
        .tokens(EngineFixtures.prompt(30)),
        sampling: Sampling(temperature: 1, topK: 0, topP: 1), maximumTokens: count + 12, seed: 1,
        topLogProbabilities: top, ignoresEndOfText: true)
      let (one, other) = (
        try EngineFixtures.golden(name, rows: rows), try EngineFixtures.golden(name, rows: rows)
      )
      // What is drawn at the end shows the keys and values that forced tokens left.
      let drawn = try await Transcript(of: one, Scripted(script, request, forcedPeriod: 1))
      for period in [2, 7, 60] {
        let forced = try await Transcript(
          of: other, Scripted(script, request, forcedPeriod: period))
        #expect(forced.difference(from: drawn, sharingCache: false) == nil, "\(period)")
      }
    }
  }
}
