import Testing

@testable import Constraints

@Suite struct SchemaReferenceTests {
  @Test(
    "References are resolved by pointer, by anchor and by identifier, and may recur",
    arguments: [
      SchemaCase(
        ##"{"properties": {"next": {"$ref": "#"}, "v": {"type": "integer"}}, "##
          + ##""additionalProperties": false}"##,
        valid: [#"{"v": 1, "next": {"next": {}}}"#],
        invalid: [#"{"next": {"x": 1}}"#, #"{"next": {"v": "a"}}"#]),
      SchemaCase(
        ##"{"$defs": {"a/b~c%": {"type": "integer"}}, "$ref": "#/$defs/a~1b~0c%25"}"##,
        valid: ["1"], invalid: [#""1""#]),
      SchemaCase(
        ##"{"$ref": "#here", "$defs": {"x": {"$anchor": "here", "type": "null"}}}"##,
        valid: ["null"], invalid: ["1"]),
      SchemaCase(
        ##"{"$id": "http://example.org/root.json", "$ref": "item.json#/$defs/y", "$defs": {"##
          + ##""x": {"$id": "item.json", "$defs": {"y": {"type": "null"}}}}}"##,
        valid: ["null"], invalid: ["1"]),
      SchemaCase(
        ##"{"$schema": "http://json-schema.org/draft-07/schema#", "##
          + ##""definitions": {"a": {"type": "integer"}}, "##
          + ##""properties": {"p": {"$ref": "#/definitions/a", "minimum": 5}}}"##,
        valid: [#"{"p": 1}"#], invalid: [#"{"p": "x"}"#]),
      SchemaCase(
        ##"{"$defs": {"a": {"type": "integer"}}, "properties": {"##
          + ##""p": {"$ref": "#/$defs/a", "minimum": 5}}}"##,
        valid: [#"{"p": 5}"#], invalid: [#"{"p": 1}"#, #"{"p": "x"}"#]),
    ])
  func referencesAreResolved(_ one: SchemaCase) throws { try one.check() }

  @Test("A value that must contain itself is refused, and one that may end is not")
  func endlessValuesAreRefused() throws {
    let endless = SchemaCase(
      ##"{"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}"##)
    #expect(throws: ConstraintError.self) { try endless.table() }
    let finite = SchemaCase(
      ##"{"anyOf": [{"type": "null"}, {"type": "array", "items": {"$ref": "#"}, "minItems": 1}]}"##,
      valid: ["null", "[null]", "[[null], null]"], invalid: ["[]", "[[]]"])
    try finite.check()
  }
}
