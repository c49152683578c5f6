import Generation
import Inference
import Testing
import _TestSupport

/// The end of a constrained answer within the tokens that it may have.
@Suite("Engine: room for constrained answers", .timeLimit(.minutes(2)))
struct ConstraintRoomTests {
  private static let schema = Constraint.jsonSchema(
    """
    {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "array",
     "items": {"type": "integer"}}}, "required": ["a", "b"], "additionalProperties": false}
    """)
  /// The bytes of `{"a":"","b":[]}`.
  private static let shortest = 15

  private static func request(
    _ constraint: Constraint, _ limit: Int?, seed: UInt64, sampling: Sampling? = nil
  ) -> GenerationRequest {
    GenerationRequest(
      .text("x"), sampling: sampling ?? Sampling(temperature: 1.5, topK: 0, topP: 1),
      maximumTokens: limit, seed: seed, constraint: constraint)
  }

  private static func isWhole(_ text: String, _ engine: Engine) throws -> Bool {
    let compiled = try CompiledConstraintOf(schema, engine.model)
    return compiled.takes(text)
  }

  @Test(
    "every answer ends valid within the tokens that it may have",
    arguments: [15, 16, 17, 20, 30, 64], [ForcedTokens.never, .text])
  func endsInTime(limit: Int, forcing: ForcedTokens) async throws {
    let engine = try EngineFixtures.tiny(forcedTokens: forcing)
    let samplings: [Sampling] = [
      .greedy, Sampling(temperature: 1.5, topK: 0, topP: 1), Sampling(),
      Sampling(temperature: 1, topK: 0, topP: 0.9), Sampling(temperature: 3, topK: 3, topP: 1),
    ]
    for seed in 0..<4 as Range<UInt64> {
      for sampling in samplings {
        let got = try await Transcript(
          of: engine, Self.request(Self.schema, limit, seed: seed, sampling: sampling))
        #expect(got.tokens.count <= limit)
        #expect(got.report?.stopReason != .error)
        #expect(try Self.isWhole(got.text, engine), "'\(got.text)', \(limit), seed \(seed)")
      }
    }
  }

  @Test("an answer ends valid where the context is full")
  func contextEnd() async throws {
    let engine = try EngineFixtures.tiny(context: 40)
    for seed in 0..<8 as Range<UInt64> {
      let got = try await Transcript(of: engine, Self.request(Self.schema, nil, seed: seed))
      #expect(try Self.isWhole(got.text, engine), "'\(got.text)', seed \(seed)")
      #expect(got.tokens.count <= 39)
    }
  }

  @Test("an answer that cannot fit is refused before the first token, with both numbers")
  func refuses() async throws {
    let engine = try EngineFixtures.tiny()
    for limit in [0, 3, Self.shortest - 1] {
      var events = 0
      let error = await #expect(throws: GenerationError.self) {
        for try await _ in engine.generate(Self.request(Self.schema, limit, seed: 1)) {
          events += 1
        }
      }
      #expect(
        error == .noRoomForAnswer(tokens: Self.shortest, bytes: Self.shortest, limit: limit))
      #expect(error?.description.contains("\(Self.shortest) tokens") == true)
      #expect(events == 0)
    }
  }

  @Test("longer tokens make an answer fit that has more bytes than there may be tokens")
  func longTokens() async throws {
    var model = TinyModel()
    model.merges = ["h e", "l l", "he ll", "hell o", "w o", "r l", "wo rl", "worl d"]
    let engine = try EngineFixtures.tiny(model)
    let answer = "hello-world"
    for seed in 0..<8 as Range<UInt64> {
      let got = try await Transcript(
        of: engine, Self.request(.choice([answer, answer + "s", "hello"]), 3, seed: seed))
      #expect([answer, "hello"].contains(got.text), "'\(got.text)'")
    }
    let error = await #expect(throws: GenerationError.self) {
      _ = try await Transcript(of: engine, Self.request(.text(answer), 2, seed: 1))
    }
    #expect(error == .noRoomForAnswer(tokens: 3, bytes: answer.utf8.count, limit: 2))
    let whole = try await Transcript(of: engine, Self.request(.text(answer), 3, seed: 1))
    #expect(whole.text == answer)
  }

  @Test("what cannot be enforced is named before the first token")
  func unsupported() async throws {
    let engine = try EngineFixtures.tiny()
    let broken: [(Constraint, String)] = [
      (.jsonSchema("{\"type\":"), "schema"), (.regularExpression("a("), "regular expression"),
      (.grammar("root ::= other"), "grammar"), (.choice([]), ""),
      (.jsonSchema("{\"type\": \"nothing\"}"), ""),
    ]
    for (constraint, word) in broken {
      let error = await #expect(throws: GenerationError.self) {
        _ = try await Transcript(of: engine, Self.request(constraint, 9, seed: 1))
      }
      guard case .constraint(let text)? = error else {
        Issue.record("\(constraint): \(String(describing: error))")
        continue
      }
      #expect(text.contains(word), "\(text)")
    }
    var deep = Constraint.jsonObject
    for _ in 0..<1000 { deep = .optional(deep) }
    await #expect(throws: GenerationError.self) {
      _ = try await Transcript(of: engine, Self.request(deep, 9, seed: 1))
    }
  }
}
