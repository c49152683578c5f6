import Testing

@testable import Constraints

@Suite struct SchemaTypeTests {
  @Test(
    "A type takes its own values only; integers are numbers without a fraction, however written",
    arguments: [
      SchemaCase(
        #"{"type": "null"}"#, valid: ["null"], invalid: ["0", "false", #""""#, "[]", "{}"]),
      SchemaCase(#"{"type": "boolean"}"#, valid: ["true", "false"], invalid: ["0", "null"]),
      SchemaCase(
        #"{"type": "integer"}"#, valid: ["0", "-7", "1.0", "12345678901234567890", "1e20"],
        invalid: ["1.5", #""1""#, "-0.25"]),
      SchemaCase(#"{"type": "number"}"#, valid: ["0", "1.5", "1e-7"], invalid: [#""1""#, "null"]),
      SchemaCase(#"{"type": "string"}"#, valid: [#""""#, #""é""#], invalid: ["1", "[]"]),
      SchemaCase(
        #"{"type": ["null", "integer"]}"#, valid: ["null", "3"], invalid: ["3.5", #""null""#]),
      SchemaCase("true", valid: ["null", #"{"a": [1]}"#]),
      SchemaCase("{}", valid: ["null", #"{"a": [1]}"#]),
    ])
  func typesTakeTheirValues(_ one: SchemaCase) throws { try one.check() }

  @Test(
    "Listed values are compared as JSON values: numbers as numbers, objects whatever their order",
    arguments: [
      SchemaCase(#"{"const": 2}"#, valid: ["2", "2.0"], invalid: ["3", #""2""#, "20"]),
      SchemaCase(#"{"const": false}"#, valid: ["false"], invalid: ["0", "null", #""""#]),
      SchemaCase(
        #"{"const": {"a": 1, "b": [true]}}"#, valid: [#"{"b": [true], "a": 1.0}"#],
        invalid: [#"{"a": 1}"#, #"{"a": 1, "b": [true], "c": 0}"#, #"{"a": 1, "b": [1]}"#]),
      SchemaCase(
        #"{"enum": [[], [1], null, "x"]}"#, valid: ["[]", "[1]", "null", #""x""#],
        invalid: ["[2]", "[1, 1]", #""xx""#, "{}"]),
      SchemaCase(
        #"{"enum": ["a", "b", 1], "type": "string"}"#, valid: [#""a""#], invalid: ["1", #""c""#]),
      SchemaCase(#"{"const": "\u00e9"}"#, valid: ["\"\u{e9}\""], invalid: ["\"e\u{301}\""]),
    ])
  func constantsAreComparedAsValues(_ one: SchemaCase) throws { try one.check() }

  @Test(
    "Keywords of one type say nothing of values of another",
    arguments: [
      SchemaCase(#"{"minimum": 3}"#, valid: ["3", #""a""#, "[]", "null"], invalid: ["2"]),
      SchemaCase(#"{"minLength": 3}"#, valid: ["1", #""abc""#], invalid: [#""ab""#]),
      SchemaCase(#"{"required": ["a"]}"#, valid: ["1", "[]"], invalid: ["{}"]),
      SchemaCase(#"{"minItems": 1}"#, valid: ["1", "{}"], invalid: ["[]"]),
      SchemaCase(#"{"somethingElse": 1, "title": "t", "default": 3}"#, valid: ["1", "{}"]),
    ])
  func keywordsKeepToTheirType(_ one: SchemaCase) throws { try one.check() }
}
