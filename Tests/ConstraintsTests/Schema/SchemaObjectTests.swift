import Testing

@testable import Constraints

@Suite struct SchemaObjectTests {
  @Test(
    "Members are taken by name, then by pattern, then as additional ones",
    arguments: [
      SchemaCase(
        #"{"properties": {"a": {"type": "integer"}, "b": false}, "additionalProperties": false}"#,
        valid: ["{}", #"{"a": 1}"#], invalid: [#"{"a": "x"}"#, #"{"b": 1}"#, #"{"c": 1}"#]),
      SchemaCase(
        #"{"properties": {"ab": {"type": "integer"}}, "#
          + #""patternProperties": {"^a": {"minimum": 3}, "b$": {"maximum": 5}}, "#
          + #""additionalProperties": {"type": "null"}}"#,
        valid: [#"{"ab": 4, "ax": 9, "xb": 1, "axb": 3.5, "z": null}"#],
        invalid: [
          #"{"ab": 2}"#, #"{"ab": 4.5}"#, #"{"ax": 2}"#, #"{"xb": 6}"#, #"{"axb": 6}"#,
          #"{"z": 1}"#,
        ]),
      SchemaCase(
        #"{"propertyNames": {"maxLength": 2, "pattern": "^[a-c]"}}"#,
        valid: [#"{"a": 1, "cz": {}}"#, "{}"], invalid: [#"{"abc": 1}"#, #"{"z": 1}"#]),
      SchemaCase(
        #"{"properties": {"\u00e9": {"type": "null"}}, "additionalProperties": false}"#,
        valid: ["{\"\u{e9}\": null}"], invalid: ["{\"e\u{301}\": null}"]),
    ])
  func membersAreTakenByName(_ one: SchemaCase) throws { try one.check() }

  @Test(
    "Members are demanded always, by others, and by number",
    arguments: [
      SchemaCase(
        #"{"required": ["a", "b"]}"#, valid: [#"{"b": 1, "a": 2}"#], invalid: [#"{"a": 1}"#, "{}"]),
      SchemaCase(
        #"{"minProperties": 1, "maxProperties": 2}"#,
        valid: [#"{"a": 1}"#, #"{"a": 1, "b": 1}"#],
        invalid: ["{}", #"{"a": 1, "b": 1, "c": 1}"#]),
      SchemaCase(
        #"{"dependentRequired": {"a": ["b"], "b": ["c"]}}"#,
        valid: ["{}", #"{"c": 1}"#, #"{"b": 1, "c": 1}"#, #"{"a": 1, "b": 1, "c": 1}"#],
        invalid: [#"{"a": 1}"#, #"{"b": 1}"#, #"{"a": 1, "b": 1}"#]),
      SchemaCase(
        #"{"dependentSchemas": {"a": {"required": ["b"], "properties": {"b": {"const": 1}}}}}"#,
        valid: [#"{"b": 2}"#, #"{"a": 0, "b": 1}"#], invalid: [#"{"a": 0}"#, #"{"a": 0, "b": 2}"#]),
      SchemaCase(
        #"{"dependencies": {"a": ["b"], "c": {"maxProperties": 1}}}"#,
        valid: [#"{"a": 1, "b": 1}"#, #"{"c": 1}"#], invalid: [#"{"a": 1}"#, #"{"b": 1, "c": 1}"#]),
    ])
  func membersAreDemanded(_ one: SchemaCase) throws { try one.check() }

  @Test("No rule for other members is left where patterns and known names take every name")
  func patternsMayTakeEveryName() throws {
    for schema in [
      #"{"type": "object", "patternProperties": {".*": {"type": "null"}}}"#,
      #"{"type": "object", "patternProperties": {"^[^]": true}, "properties": {"": true}}"#,
    ] {
      let table = try SchemaCase(schema).table()
      #expect(table.shapes[table.root].objects.first?.additional == nil)
    }
  }

  @Test(
    "Members that no other keyword looks at are unevaluated",
    arguments: [
      SchemaCase(
        #"{"allOf": [{"properties": {"a": true}}], "properties": {"b": true}, "#
          + #""unevaluatedProperties": false}"#,
        valid: [#"{"a": 1, "b": 2}"#], invalid: [#"{"c": 1}"#]),
      SchemaCase(
        ##"{"$ref": "#/$defs/base", "unevaluatedProperties": {"type": "null"}, "##
          + ##""$defs": {"base": {"patternProperties": {"^x": true}}}}"##,
        valid: [#"{"x1": 1, "y": null}"#], invalid: [#"{"y": 1}"#]),
    ])
  func unevaluatedMembersAreFound(_ one: SchemaCase) throws { try one.check() }
}
