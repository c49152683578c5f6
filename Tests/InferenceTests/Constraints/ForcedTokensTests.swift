import Generation
import Testing
import _TestSupport

@testable import Inference

/// Tokens that are taken without a pass of their own.
@Suite("Engine: forced tokens", .timeLimit(.minutes(3)))
struct ForcedTokensTests {
  private static let schema = """
    {"type": "object", "properties": {"name": {"enum": ["Ada", "Grace", "Edsger"]},
     "born": {"type": "integer", "minimum": 1900, "maximum": 1999}, "kind": {"const": "person"}},
     "required": ["name", "born", "kind"], "additionalProperties": false}
    """
  private static let constraints: [Constraint] = [
    .jsonSchema(schema), .regularExpression("(ab|cd)efgh[0-9]ijklmn(op)?"),
    .choice(["the same beginning, one", "the same beginning, two", "another"]),
    .sequence([.textUntil(["<call>"]), .jsonSchema(schema), .text("</call>")]),
  ]

  /// A model with tokens for some of the text.
  static func merging() -> TinyModel {
    var model = TinyModel()
    model.merges = [
      "{ \"", "n a", "m e", "na me", "\" :", "\": \"", ", \"", "\" ,", "\", \"", "b o", "r n",
      "bo rn", "k i", "n d", "ki nd", "p e", "r s", "pe rs", "o n", "pers on", "\" }", "1 9",
      "\": 1", "t h", "th e", "e f", "g h", "ef gh",
    ]
    return model
  }

  private static func requests(_ top: Int?) -> [GenerationRequest] {
    constraints.flatMap { constraint in
      [Sampling.greedy, Sampling(temperature: 2, topK: 0, topP: 1), Sampling()].enumerated().map {
        GenerationRequest(
          .text("Say it."), sampling: $1, maximumTokens: 120, seed: UInt64($0),
          topLogProbabilities: top, constraint: constraint)
      }
    }
  }

  @Test(
    "tokens that are the only ones permitted come with the bits that they have when drawn",
    arguments: [3, nil], [64, 512])
  func only(top: Int?, rows: Int) async throws {
    for model in [TinyModel(), Self.merging()] {
      let (forced, drawn) = (StepLog(), StepLog())
      let one = try EngineFixtures.tiny(
        model, rows: rows, forcedTokens: .single, onStep: { forced.append($0) })
      let other = try EngineFixtures.tiny(
        model, rows: rows, forcedTokens: .never, onStep: { drawn.append($0) })
      for (index, request) in Self.requests(top).enumerated() {
        let got = try await Transcript(of: one, request)
        let expected = try await Transcript(of: other, request)
        let difference = Self.difference(got, expected)
        #expect(difference == nil, "request \(index): '\(got.text)', '\(expected.text)'")
        #expect(got.tokens.allSatisfy { ($0.logProbability != nil) == (top != nil) })
      }
      #expect(forced.all.count < drawn.all.count)
    }
  }

  /// The first difference but for the cache: of tokens that were forced at the end, no keys are.
  private static func difference(_ one: Transcript, _ other: Transcript) -> String? {
    one.difference(from: other, sharingCache: false)
  }

  @Test("text that is forced makes answers valid in fewer passes", arguments: [2, nil])
  func text(top: Int?) async throws {
    let (forced, drawn) = (StepLog(), StepLog())
    let model = Self.merging()
    let one = try EngineFixtures.tiny(model, onStep: { forced.append($0) })
    let other = try EngineFixtures.tiny(
      model, forcedTokens: .never, onStep: { drawn.append($0) })
    for request in Self.requests(top) {
      let constraint = try #require(request.constraint)
      let check = try CompiledConstraintOf(constraint, one.model)
      let (got, plain) = (
        try await Transcript(of: one, request), try await Transcript(of: other, request)
      )
      #expect(check.takes(got.text) && check.takes(plain.text), "'\(got.text)', '\(plain.text)'")
      #expect(got.tokens.count <= 120 && !got.isOutOfOrder)
      #expect(got.report?.completionTokens == got.tokens.count)
    }
    #expect(forced.all.count < drawn.all.count)
  }

  @Test("a forced text comes in the tokens of the tokenizer, without a pass where nothing is open")
  func constant() async throws {
    let log = StepLog()
    let engine = try EngineFixtures.tiny(Self.merging(), onStep: { log.append($0) })
    let text = "{\"name\":\"the born person\"}"
    let got = try await Transcript(
      of: engine, GenerationRequest(.text("x"), sampling: .greedy, constraint: .text(text)))
    #expect(got.text == text)
    // The first token is drawn, maybe another than the tokenizer's; the rest is forced.
    #expect(log.all.count <= 3)
    let whole = try engine.tokenize(text, addSpecialTokens: false)
    #expect(got.tokens.count >= whole.count && got.tokens.count <= whole.count + 3)
  }

  @Test("tokens at the end that may be part of longer ones are left to the model")
  func endOfForcedText() throws {
    let engine = try EngineFixtures.tiny(Self.merging())
    let tokenizer = try engine.model.requireTokenizer()
    let forced = ForcedText(
      tokenizer: tokenizer, vocabulary: try engine.model.constraintVocabulary())
    func text(_ bytes: String, after context: String = "", isEnd: Bool = false) throws -> String {
      try engine.detokenize(
        forced.tokens(of: Array(bytes.utf8), after: Array(context.utf8), isEnd: isEnd))
    }
    #expect(try text("name\":") == "name")
    #expect(try text("name\":", isEnd: true) == "name\":")
    #expect(try text("a pers") == "a ")
    // 'na' reaches across the place, so nothing of it is certain.
    #expect(try text("ame", after: "n") == "")
    #expect(try text("x", after: "n") == "x")
    #expect(try text("", after: "n") == "")
    let cut = Array("né".utf8).dropLast()
    #expect(forced.tokens(of: Array(cut), after: [], isEnd: false) == [])
  }

  @Test("stop texts count among forced tokens where the answer is whole, and nowhere else")
  func stops() async throws {
    let engine = try EngineFixtures.tiny()
    let constraint = Constraint.regularExpression("abcabc(;next)?")
    for top in [nil, 1] {
      func answer(_ stops: [String], seed: UInt64) async throws -> Transcript {
        try await Transcript(
          of: engine,
          GenerationRequest(
            .text("x"), sampling: Sampling(temperature: 4, topK: 0, topP: 1), stopStrings: stops,
            seed: seed, topLogProbabilities: top, constraint: constraint))
      }
      for seed in 0..<12 as Range<UInt64> {
        // 'abc' stands where the text before it is not whole, ';' where it is.
        let got = try await answer(["bc", ";"], seed: seed)
        #expect(got.text == "abcabc", "'\(got.text)'")
        let other = try await answer(["ne"], seed: seed)
        #expect(["abcabc", "abcabc;next"].contains(other.text), "'\(other.text)'")
      }
    }
  }
}
