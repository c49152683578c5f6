import Testing

@testable import Constraints

@Suite struct SchemaCombinationTests {
  @Test(
    "Combinations mean what logic says",
    arguments: [
      SchemaCase(
        #"{"allOf": [{"minimum": 2}, {"maximum": 4}, {"type": "integer"}]}"#,
        valid: ["2", "4"], invalid: ["1", "5", "2.5", "null"]),
      SchemaCase(
        #"{"anyOf": [{"type": "string"}, {"minimum": 5, "type": "number"}]}"#,
        valid: [#""a""#, "5"], invalid: ["4", "null"]),
      SchemaCase(
        #"{"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}], "type": "integer"}"#,
        valid: ["2", "3", "-4"], invalid: ["6", "0", "1", "12"]),
      SchemaCase(
        #"{"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object"}"#,
        valid: [#"{"a": 1}"#, #"{"b": 1, "c": 1}"#], invalid: ["{}", #"{"a": 1, "b": 1}"#]),
      SchemaCase(
        #"{"not": {"properties": {"a": {"type": "string"}}, "required": ["a"]}, "type": "object"}"#,
        valid: ["{}", #"{"a": 1}"#], invalid: [#"{"a": "x"}"#]),
      SchemaCase(
        #"{"not": {"enum": ["a", 1, null]}}"#, valid: [#""b""#, "2", "true"],
        invalid: [#""a""#, "1", "null"]),
    ])
  func combinationsFollowLogic(_ one: SchemaCase) throws { try one.check() }

  @Test(
    "A condition chooses between its consequence and its alternative",
    arguments: [
      SchemaCase(
        #"{"if": {"properties": {"k": {"const": 1}}, "required": ["k"]}, "#
          + #""then": {"required": ["a"]}, "else": {"required": ["b"]}, "type": "object"}"#,
        valid: [#"{"k": 1, "a": 0}"#, #"{"k": 2, "b": 0}"#, #"{"b": 0}"#],
        invalid: [#"{"k": 1, "b": 0}"#, #"{"k": 2, "a": 0}"#, "{}"]),
      SchemaCase(#"{"if": {"const": 1}}"#, valid: ["1", "2"]),
      SchemaCase(#"{"then": {"const": 1}}"#, valid: ["1", "2"]),
    ])
  func conditionsChoose(_ one: SchemaCase) throws { try one.check() }

  @Test("Alternatives that only overlap are made exclusive by what the others leave")
  func overlapsAreCutOut() throws {
    try SchemaCase(
      #"{"oneOf": [{"type": "string", "maxLength": 5}, {"type": "string", "minLength": 3}]}"#,
      valid: [#""ab""#, #""abcdef""#], invalid: [#""abc""#, #""abcde""#]
    ).check()
    try SchemaCase(
      #"{"oneOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "b$"}]}"#,
      valid: [#""a""#, #""xb""#], invalid: [#""ab""#, #""x""#, #""axxb""#]
    ).check()
  }
}
