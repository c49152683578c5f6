import JSON
import Testing

@testable import Counted

@Suite struct ConstraintFigureTests {
  @Test(arguments: ConstraintFigure.allCases)
  func `the runs of a figure differ in one kind of work alone`(_ figure: ConstraintFigure) {
    let (shorter, longer) = (figure.shorterRounds, figure.longerRounds)
    if figure == .compiling {
      #expect(longer.compiled > shorter.compiled && longer.answers == shorter.answers)
    } else {
      #expect(longer.compiled == shorter.compiled && longer.answers > shorter.answers)
    }
  }

  @Test func `a schema or a mask is the unit`() {
    let (shorter, longer) = (Cost(count: 100, masks: 3), Cost(count: 500, masks: 13))
    let schemas = Double(SchemaCase.all.count)
    #expect(ConstraintFigure.compiling.units(shorter, longer) == 4 * schemas)
    #expect(ConstraintFigure.firstAnswer.units(shorter, longer) == 10)
    #expect(ConstraintFigure.laterAnswers.units(shorter, longer) == 10)
  }

  @Test func `a file has a line for each schema, with its answers`() throws {
    let lines = SchemaRounds(compiled: 2, answers: 3).lines.split(separator: "\n")
    #expect(lines.count == 2 * SchemaCase.all.count)
    for line in lines {
      let json = try JSONValue(parsing: String(line))
      #expect(json["schema"] != nil)
      #expect(json["tests"]?.array?.count == 3)
    }
  }
}

@Suite struct ConstrainOutputTests {
  private static let rounds = SchemaRounds(compiled: 1, answers: 2)

  private func output(_ accepted: String, supported: Bool = true) throws -> ConstrainOutput {
    let result = #"{"name": "a", "supported": \#(supported), "accepted": \#(accepted)}"#
    let results = Array(repeating: result, count: SchemaCase.all.count).joined(separator: ",")
    return try ConstrainOutput(#"{"results": [\#(results)], "masks": {"count": 70}}"#)
  }

  @Test func `masks are counted where all answers are taken`() throws {
    #expect(try output("[true, true]").masks(Self.rounds) == 70)
    let compiled = SchemaRounds(compiled: 1, answers: 0)
    #expect(try output("[]").masks(compiled) == 0)
  }

  @Test(arguments: [("[true, false]", true), ("[true]", true), ("[true, true]", false)])
  func `an answer that is refused is a fault`(accepted: String, supported: Bool) throws {
    let output = try output(accepted, supported: supported)
    #expect(throws: ConstrainOutput.Fault.self) { try output.masks(Self.rounds) }
  }

  @Test func `a schema without a result is a fault`() throws {
    let output = try ConstrainOutput(#"{"results": [], "masks": null}"#)
    #expect(throws: ConstrainOutput.Fault.self) { try output.masks(Self.rounds) }
  }
}

@Suite struct BytePairTrainingTests {
  @Test func `the most frequent pair is joined first, and of several the first`() {
    let training = BytePairTraining([("abab", 2), ("abc", 1), ("xyz", 1)], pieces: 259)
    #expect(
      training.pieces.dropFirst(256).map { String(decoding: $0, as: UTF8.self) }
        == [
          "ab", "abab", "xy",
        ])
  }

  @Test func `training ends where no pair is left`() {
    let training = BytePairTraining([("aaa", 1), ("b", 9)], pieces: 1000)
    #expect(training.pieces.dropFirst(256).map { $0.count } == [2, 3])
    #expect(training.merges.count == 2)
  }

  @Test func `the text gives as many pieces as the vocabulary has, each of them once`() throws {
    let json = try JSONValue(parsing: TokenizerFile().text)
    #expect(json["model"]?["vocab"]?.object?.count == TokenizerFile.pieceCount)
    #expect(json["added_tokens"]?.array?.first?["id"]?.integer == TokenizerFile.pieceCount)
    #expect(TokenizerFile().text == TokenizerFile().text)
  }
}
