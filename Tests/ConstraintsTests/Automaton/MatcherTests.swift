import JSON
import Testing

@testable import Constraints

/// Answers that a constraint takes, and those that it does not.
struct MatcherTests {
  private static let vocabulary = ConstraintVocabulary(
    tokens: (UInt8.min...UInt8.max).map { [$0] }, endTokens: [])

  private static func takes(_ text: String, _ definition: ConstraintDefinition) throws -> Bool {
    var matcher = try CompiledConstraint(definition, vocabulary: vocabulary).matcher()
    let isTaken = matcher.accept(bytes: text.utf8)
    return isTaken && matcher.isComplete
  }

  @Test(arguments: [
    (#"{}"#, false), (#"{"a": 1}"#, true), (#"{"a":1,"z":2}"#, true),
    (#"{"z":1,"y":2,"x":3}"#, false), (#"{"a":1,"b":2,"z":3}"#, false), (#"{"a":1,"a":2}"#, false),
  ])
  func `an object has neither fewer nor more members than it may`(
    text: String, isValid: Bool
  ) throws {
    let schema = """
      {"type": "object", "properties": {"a": {}, "b": {}}, "minProperties": 1, "maxProperties": 2}
      """
    let definition = ConstraintDefinition.jsonSchema(try JSONValue(parsing: schema))
    #expect(try Self.takes(text, definition) == isValid)
  }

  @Test(arguments: [
    (#"{"a":"é"}"#, true), (#"{"\u0061": "\u00e9"}"#, true), ("{\n  \"a\" : \"é\"}", false),
    ("{\n  \"a\": \"é\"\n}", true), (#"{"a": "e"}"#, false), (#"{"a": "\ud83d"}"#, false),
  ])
  func `texts are compared once their escapes are undone`(text: String, isValid: Bool) throws {
    let schema = #"{"type": "object", "properties": {"a": {"enum": ["é"]}}, "required": ["a"]}"#
    let definition = ConstraintDefinition.jsonSchema(try JSONValue(parsing: schema))
    #expect(try Self.takes(text, definition) == isValid)
  }

  @Test func `a part comes again as often as it may`() throws {
    let definition = ConstraintDefinition.repetition(
      .sequence([.textUntil(["<a>"]), .choice(["x", "y"])]), minimum: 1, maximum: 2)
    #expect(try !Self.takes("", definition))
    #expect(try Self.takes("<<a>x", definition))
    #expect(try Self.takes("é<a>x<a<a>y", definition))
    #expect(try !Self.takes("<a>x<a>y<a>x", definition))
  }

  @Test func `elements that have to differ are refused by name`() throws {
    let schema = try JSONValue(
      parsing: #"{"type": "array", "uniqueItems": true, "items": {"enum": [1, 2]}}"#)
    let error = #expect(throws: ConstraintError.self) {
      try CompiledConstraint(.jsonSchema(schema), vocabulary: Self.vocabulary)
    }
    guard case .unsupported(keyword: "uniqueItems", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
