import Constraints
import Foundation
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

  @Test("where a control token must come, no byte and no other control token stands in for it")
  func onlyControlToken() throws {
    let marks = ["<|go", "<|go|>", "|>"]
    let engine = try EngineFixtures.conversing("", controlTokens: marks)
    let vocabulary = try engine.model.constraintVocabulary()
    for (place, mark) in marks.enumerated() {
      let definition = ConstraintDefinition.sequence([.controlToken(mark), .text("|>")])
      let matcher = try CompiledConstraint(definition, vocabulary: vocabulary).matcher()
      var mask = TokenMask(tokenCount: vocabulary.tokenCount)
      try matcher.fillMask(&mask)
      let token = ByteTokenizer.vocabularySize + place
      #expect((0..<vocabulary.tokenCount).filter { mask.contains($0) } == [token])
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

  @Test("end tokens that are passed over are never drawn; the answer ends where nothing may follow")
  func passesOverEnds() async throws {
    let engine = try EngineFixtures.tiny()
    for (form, reason) in [("[ab]*", StopReason.length), ("[ab]{5,9}c", .endOfText)] {
      for seed in 0..<6 as Range<UInt64> {
        let got = try await Transcript(
          of: engine,
          GenerationRequest(
            .text("x"), sampling: Sampling(temperature: 9, topK: 0, topP: 1), maximumTokens: 40,
            seed: seed, constraint: .regularExpression(form), ignoresEndOfText: true))
        #expect(got.report?.stopReason == reason, "\(form), seed \(seed): '\(got.text)'")
        #expect(got.ids.allSatisfy { !engine.model.endTokens.contains($0) })
        #expect(try Regex(form).wholeMatch(in: got.text) != nil)
      }
    }
  }

  @Test("where an answer may end or go on, an end token ends it")
  func endTokens() async throws {
    let engine = try EngineFixtures.tiny()
    var reasons: Set<StopReason> = []
    for seed in 0..<40 as Range<UInt64> {
      let got = try await answer(
        engine, .regularExpression("[ab]*"), temperature: 9, seed: seed, tokens: 4)
      if let reason = got.report?.stopReason { reasons.insert(reason) }
      #expect(got.text.allSatisfy { "ab".contains($0) })
      if got.report?.stopReason == .endOfText {
        #expect(got.ids.last.map { engine.model.endTokens.contains($0) } == true)
      }
    }
    #expect(reasons == [.endOfText, .length])
  }

  @Test("a request with a constraint survives a round of JSON")
  func isData() throws {
    let request = GenerationRequest(
      .text("x"), sampling: .greedy,
      constraint: .sequence([
        .textUntil(["<call>"]), .optional(.jsonSchema("{\"type\": \"object\"}")),
        .repetition(.choice(["a", "b"]), minimum: 1, maximum: nil), .union([.jsonObject]),
        .grammar("root ::= \"a\""), .textWithout(["b"]), .text("</call>"),
      ]))
    let data = try JSONEncoder().encode(request)
    #expect(try JSONDecoder().decode(GenerationRequest.self, from: data) == request)
  }
}
