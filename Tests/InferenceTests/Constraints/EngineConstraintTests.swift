import Constraints
import Generation
import JSON
import Testing
import _TestSupport

@testable import Inference

@Suite("Engine: constrained answers", .timeLimit(.minutes(2)))
struct EngineConstraintTests {
  private func answer(
    _ engine: Engine, _ constraint: Constraint, temperature: Double, seed: UInt64,
    tokens: Int? = 200
  ) async throws -> Transcript {
    try await Transcript(
      of: engine,
      GenerationRequest(
        .text("Say it."), sampling: Sampling(temperature: temperature, topK: 0, topP: 1),
        maximumTokens: tokens, seed: seed, constraint: constraint))
  }

  @Test("a pattern is met to its end, at every temperature", arguments: [0, 0.7, 5] as [Double])
  func pattern(temperature: Double) async throws {
    let engine = try EngineFixtures.tiny()
    let form = "[0-9]{3}-[a-f]{2,4}!"
    for seed in 0..<10 as Range<UInt64> {
      let got = try await answer(
        engine, .regularExpression(form), temperature: temperature, seed: seed)
      #expect(got.report?.stopReason == .endOfText)
      #expect(try Regex(form).wholeMatch(in: got.text) != nil, "'\(got.text)', seed \(seed)")
    }
  }

  @Test("one of the choices is the answer, whole")
  func choice() async throws {
    let engine = try EngineFixtures.tiny()
    let choices = ["yes", "no", "perhaps", "né", " spaced"]
    for seed in 0..<10 as Range<UInt64> {
      let got = try await answer(engine, .choice(choices), temperature: 3, seed: seed)
      #expect(choices.contains(got.text) && got.report?.stopReason == .endOfText)
    }
  }

  @Test("a control token of a constraint is written, and shown where that is asked for")
  func controlToken() async throws {
    let engine = try EngineFixtures.tiny()
    let form = Constraint.sequence([
      .text("é"), .controlToken("<|begin|>"), .choice(["x", "<|begin|>"]),
    ])
    for seed in 0..<6 as Range<UInt64> {
      for (shown, mark) in [([], ""), (["<|begin|>"], "<|begin|>")] as [([String], String)] {
        let got = try await Transcript(
          of: engine,
          GenerationRequest(
            .text("Say it."), sampling: Sampling(temperature: 2, topK: 0, topP: 1),
            maximumTokens: 40, stopStrings: ["\n\n"], seed: seed, constraint: form,
            shownControlTokens: shown))
        #expect(["é\(mark)x", "é\(mark)<|begin|>"].contains(got.text), "\(got.text)")
        #expect(got.ids.count(where: { $0 == ByteTokenizer.beginningOfText }) == 1)
        #expect(got.report?.stopReason == .endOfText)
      }
    }
  }

  @Test("no token of an answer leads away from the schema")
  func schema() async throws {
    let engine = try EngineFixtures.tiny()
    let schema = """
      {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"enum": ["x", "y"]}},
       "required": ["a", "b"], "additionalProperties": false}
      """
    let definition = ConstraintDefinition.jsonSchema(try JSONValue(parsing: schema))
    let vocabulary = try engine.model.constraintVocabulary()
    let compiled = try CompiledConstraint(definition, vocabulary: vocabulary)
    for seed in 0..<6 as Range<UInt64> {
      let got = try await answer(engine, .jsonSchema(schema), temperature: 1, seed: seed)
      var matcher = compiled.matcher()
      for token in got.ids {
        let isTaken = matcher.accept(token)
        #expect(isTaken, "seed \(seed): '\(got.text)'")
      }
      #expect(matcher.isComplete)
    }
    #expect(engine.constraints.count == 1)
  }
}
