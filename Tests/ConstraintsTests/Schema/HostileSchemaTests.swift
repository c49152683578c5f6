import JSON
import Testing

@testable import Constraints

@Suite struct HostileSchemaTests {
  @Test("A list of 100,000 texts is taken as it is")
  func hugeEnumerationsWork() throws {
    let texts = (0..<100_000).map { JSONValue.string("value-\($0)") }
    let schema = JSONValue.members(["enum": .array(texts)])
    let table = try ShapeTable(schema: schema)
    #expect(table.shapes.count == 1)
    #expect(try table.contains(.string("value-99999")))
    #expect(try !table.contains(.string("value-100000")))
  }

  @Test("A list of many objects is taken or refused, not worked at without end")
  func manyObjectConstantsAreBounded() throws {
    let values = (0..<20_000).map { JSONValue.members(["a": .integer($0), "b": .integer($0)]) }
    expectBounded(JSONValue.members(["enum": .array(values)]))
  }

  @Test("Products of alternatives end at a limit")
  func productsAreBounded() throws {
    let factors = (0..<24).map { place in
      JSONValue.members([
        "anyOf": .array([
          .members(["required": .strings(["a\(place)"])]),
          .members(["required": .strings(["b\(place)"])]),
        ])
      ])
    }
    let schema = JSONValue.members(["type": .string("object"), "allOf": .array(factors)])
    #expect(throws: ConstraintError.self) { try ShapeTable(schema: schema) }
  }

  @Test("A choice among many overlapping schemas ends at a limit")
  func overlappingChoicesAreBounded() {
    let cases = (0..<40).map { place in
      JSONValue.members(["required": .strings(["m\(place)"])])
    }
    expectBounded(JSONValue.members(["type": .string("object"), "oneOf": .array(cases)]))
  }

  @Test("Deep nesting ends at a limit instead of the stack's end")
  func depthIsBounded() {
    var nested = JSONValue.members(["type": .string("null")])
    var items = nested
    for _ in 0..<400 {
      nested = .members(["not": nested])
      items = .members(["items": items])
    }
    expectBounded(nested)
    expectBounded(items)
    var all = JSONValue.members(["type": .string("null")])
    for _ in 0..<400 { all = .members(["allOf": .array([all])]) }
    expectBounded(all)
  }

  @Test("Patterns that overlap in many ways, or count far, end at a limit")
  func patternsAreBounded() throws {
    var patterns = JSONObject()
    for first in "abcdefgh" {
      for second in "ijklmnop" {
        patterns["^.*\(first).*\(second)"] = .members(["minimum": .integer(1)])
      }
    }
    let many = JSONValue.members(["patternProperties": .object(patterns)])
    #expect(throws: ConstraintError.self) { try ShapeTable(schema: many) }
    let far = #"{"type": "string", "pattern": "(a{1000}){1000}b", "allOf": [{"pattern": "^a*$"}]}"#
    #expect(throws: ConstraintError.self) { try SchemaCase(far).table() }
  }

  @Test("Chains of references that double at each step stay small")
  func doublingReferencesAreShared() throws {
    var definitions = JSONObject()
    for level in 0..<60 {
      let next = JSONValue.members(["$ref": .string("#/$defs/d\(level + 1)")])
      definitions["d\(level)"] = .members([
        "type": .string("object"), "properties": .members(["l": next, "r": next]),
      ])
    }
    definitions["d60"] = .members(["type": .string("null")])
    let schema = JSONValue.members(["$ref": .string("#/$defs/d0"), "$defs": .object(definitions)])
    #expect(try ShapeTable(schema: schema).shapes.count < 200)
  }

  @Test(
    "Numbers of any size are bounds like others, or are refused",
    arguments: [
      #"{"type": "integer", "minimum": 1e300}"#, #"{"type": "number", "maximum": -1e-300}"#,
      #"{"type": "number", "multipleOf": 1e-320}"#, #"{"type": "string", "minLength": 1e18}"#,
      #"{"type": "integer", "multipleOf": 9223372036854775807}"#,
      #"{"type": "array", "minItems": 9223372036854775807, "maxItems": 9223372036854775807}"#,
      #"{"type": "object", "minProperties": 9223372036854775807}"#,
      #"{"contains": {}, "minContains": 9223372036854775807, "maxContains": 9223372036854775807}"#,
      #"{"not": {"maxItems": 9223372036854775807, "maxLength": 9223372036854775807}}"#,
      #"{"not": {"maxProperties": 9223372036854775807}}"#,
      #"{"minLength": -1}"#, #"{"maxItems": -5}"#, #"{"maxItems": 2.5}"#, #"{"multipleOf": 0}"#,
      #"{"multipleOf": -3}"#, #"{"minimum": "3"}"#, #"{"required": "a"}"#, #"{"properties": []}"#,
      #"{"enum": {}}"#, #"{"items": 3}"#, #"{"$ref": 7}"#, ##"{"$ref": "#/properties"}"##, "[]",
      "3",
      #"{"$id": 3}"#, #"{"dependentRequired": {"a": [1]}}"#, #"{"$ref": "%%%"}"#,
    ])
  func oddValuesTrapNowhere(_ schema: String) throws {
    expectBounded(try JSONValue(parsing: schema.utf8))
  }

  /// Works out a schema; any result but a trap is one.
  private func expectBounded(_ schema: JSONValue) {
    do {
      let table = try ShapeTable(schema: schema)
      #expect(!table.shapes.isEmpty)
    } catch { #expect(!"\(error)".isEmpty) }
  }
}
