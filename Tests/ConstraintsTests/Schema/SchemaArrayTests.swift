import Testing

@testable import Constraints

@Suite struct SchemaArrayTests {
  @Test(
    "Elements are taken by position, then by the rule for the rest",
    arguments: [
      SchemaCase(
        #"{"items": {"type": "integer"}}"#, valid: ["[]", "[1, 2]"], invalid: ["[1, null]"]),
      SchemaCase(
        #"{"prefixItems": [{"type": "integer"}, {"type": "string"}], "items": false}"#,
        valid: ["[]", "[1]", #"[1, "a"]"#], invalid: [#"["a"]"#, "[1, 2]", #"[1, "a", 1]"#]),
      SchemaCase(
        #"{"items": [{"const": 1}], "additionalItems": {"type": "null"}}"#,
        valid: ["[1, null, null]"], invalid: ["[2]", "[1, 1]"]),
      SchemaCase(
        #"{"minItems": 1, "maxItems": 2}"#, valid: ["[1]", "[1, 1]"], invalid: ["[]", "[1, 1, 1]"]),
      SchemaCase(
        #"{"prefixItems": [true, false]}"#, valid: ["[]", "[1]"], invalid: ["[1, 1]", "[1, 1, 1]"]),
      SchemaCase(
        #"{"allOf": [{"prefixItems": [{"minimum": 2}]}, {"items": {"maximum": 5}}]}"#,
        valid: ["[3, 0]"], invalid: ["[1]", "[6]", "[3, 6]"]),
    ])
  func elementsAreTakenByPosition(_ one: SchemaCase) throws { try one.check() }

  @Test(
    "Elements are counted, whichever way they can be read",
    arguments: [
      SchemaCase(
        #"{"contains": {"const": 1}}"#, valid: ["[1]", "[0, 1, 1]"], invalid: ["[]", "[0]"]),
      SchemaCase(
        #"{"contains": {"type": "integer"}, "minContains": 2, "maxContains": 3}"#,
        valid: ["[1, 2]", "[null, 1, 2, 3]"], invalid: ["[1]", "[1, 2, 3, 4]", "[null, null]"]),
      SchemaCase(
        #"{"contains": {"type": "integer"}, "minContains": 0}"#, valid: ["[]", "[null]"]),
      SchemaCase(
        #"{"contains": {"const": 1}, "maxContains": 0, "minContains": 0}"#, valid: ["[2]"],
        invalid: ["[2, 1]"]),
      SchemaCase(
        #"{"not": {"items": {"type": "integer"}}}"#, valid: [#"[1, "a"]"#],
        invalid: ["[]", "[1, 2]"]),
    ])
  func elementsAreCounted(_ one: SchemaCase) throws { try one.check() }

  @Test(
    "Unique elements differ as values, and no more are asked for than there are",
    arguments: [
      SchemaCase(
        #"{"items": {"enum": ["a", "b", 1]}, "uniqueItems": true}"#,
        valid: ["[]", #"["b", 1, "a"]"#], invalid: [#"["a", "a"]"#, "[1, 1]"]),
      SchemaCase(
        #"{"items": {"type": "string"}, "uniqueItems": true}"#, valid: [#"["a", "aa"]"#],
        invalid: [#"["a", "b", "a"]"#]),
      SchemaCase(
        #"{"items": {"type": "number"}, "uniqueItems": true}"#, valid: ["[1, 1.5, -1]"],
        invalid: ["[1, 2, 1]"]),
    ])
  func uniqueElementsDiffer(_ one: SchemaCase) throws { try one.check() }

  @Test("A demand for more different elements than there are is refused as unsatisfiable")
  func tooManyDifferentElementsAreRefused() {
    let one = SchemaCase(
      #"{"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": true, "minItems": 3}"#)
    #expect(throws: ConstraintError.self) { try one.table() }
  }
}
