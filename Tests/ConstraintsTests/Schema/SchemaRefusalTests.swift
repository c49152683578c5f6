import JSON
import Testing

@testable import Constraints

@Suite struct SchemaRefusalTests {
  @Test("What is not supported is refused by its keyword and its place")
  func keywordsAreNamed() {
    expectRefusal(
      #"{"properties": {"a": {"$ref": "http://example.org/other.json"}}}"#, "$ref", "/properties/a")
    expectRefusal(#"{"properties": {"a~/": {"pattern": "("}}}"#, "pattern", "/properties/a~0~1")
    expectRefusal(
      #"{"items": {"type": "array", "uniqueItems": true}}"#, "uniqueItems", "/items")
    expectRefusal(#"{"type": "integre"}"#, "type", "")
    expectRefusal(#"{"anyOf": []}"#, "anyOf", "")
  }

  private func expectRefusal(_ schema: String, _ keyword: String, _ pointer: String) {
    do {
      _ = try SchemaCase(schema).table()
      Issue.record("\(schema) was accepted")
    } catch ConstraintError.unsupported(let named, let place, _) {
      #expect(named == keyword, "\(schema)")
      #expect(place == pointer, "\(schema)")
    } catch {
      Issue.record("\(schema): \(error)")
    }
  }

  @Test(
    "A schema that no value satisfies is refused as such",
    arguments: [
      "false", #"{"enum": []}"#, #"{"type": "integer", "minimum": 2, "maximum": 1}"#,
      #"{"type": "string", "pattern": "^a$", "minLength": 2}"#,
      #"{"type": "object", "required": ["a"], "properties": {"a": false}}"#,
      #"{"type": "array", "minItems": 2, "maxItems": 1}"#,
      #"{"allOf": [{"type": "string"}, {"type": "number"}]}"#,
      #"{"type": "object", "minProperties": 2, "propertyNames": {"enum": ["a"]}}"#,
      #"{"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2}"#,
      #"{"type": "object", "required": ["a", "b"], "maxProperties": 1}"#,
      #"{"type": "array", "contains": {"type": "string"}, "items": {"type": "null"}}"#,
      #"{"not": {}}"#,
    ])
  func emptySchemasAreRefused(_ schema: String) {
    do {
      _ = try SchemaCase(schema).table()
      Issue.record("\(schema) was accepted")
    } catch ConstraintError.unsatisfiable {
    } catch {
      Issue.record("\(schema): \(error)")
    }
  }

  @Test("A schema that refers to nothing but itself is refused")
  func bareLoopsAreRefused() {
    for schema in [
      ##"{"$ref": "#"}"##, ##"{"allOf": [{"$ref": "#"}]}"##, ##"{"not": {"$ref": "#"}}"##,
      ##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}"##,
    ] {
      #expect(throws: ConstraintError.self, "\(schema)") { try SchemaCase(schema).table() }
    }
  }
}
