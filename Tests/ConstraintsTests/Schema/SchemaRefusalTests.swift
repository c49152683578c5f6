import JSON
import Testing

@testable import Constraints

struct SchemaRefusalTests {
  @Test(
    "a schema that no value satisfies is refused as such",
    arguments: [
      "false", #"{"enum":[]}"#, #"{"type":"integer","minimum":1.2,"maximum":1.8}"#,
      #"{"type":"string","minLength":3,"maxLength":2}"#,
      #"{"type":"string","pattern":"^a$","minLength":2}"#,
      #"{"type":"object","required":["a"],"properties":{"a":false}}"#,
      ##"{"type":"object","required":["a"],"properties":{"a":{"$ref":"#"}}}"##,
      #"{"type":"array","minItems":3,"items":{"type":"boolean"},"uniqueItems":true}"#,
      #"{"type":"object","minProperties":2,"properties":{"a":true},"additionalProperties":false}"#,
      #"{"allOf":[{"type":"string"},{"type":"number"}]}"#,
    ])
  func unsatisfiable(schema: String) throws {
    guard case .unsatisfiable = try refusal(schema) else {
      Issue.record("another error for \(schema)")
      return
    }
  }

  @Test(
    "what is not supported is named with its place",
    arguments: [
      (#"{"items":{"type":"what"}}"#, "type", "/items"),
      (#"{"properties":{"a/b":{"minLength":-1}}}"#, "minLength", "/properties/a~1b"),
      (#"{"items":{"uniqueItems":true}}"#, "uniqueItems", "/items"),
      (#"{"type":"number","multipleOf":0.123456789}"#, "multipleOf", ""),
      (#"{"$schema":"http://example.com/own"}"#, "$schema", ""),
      (#"{"properties":1}"#, "properties", ""),
      (#"{"anyOf":[]}"#, "anyOf", ""),
      ("[]", "schema", ""),
    ])
  func named(schema: String, keyword: String, pointer: String) throws {
    guard case .unsupported(let named, let place, _) = try refusal(schema) else {
      Issue.record("another error for \(schema)")
      return
    }
    #expect(named == keyword && place == pointer)
  }

  @Test("unknown keywords and formats, and contents, are annotations")
  func annotations() throws {
    try expect(
      #"{"type":"string","format":"colour","contentEncoding":"base64","x-own":{"type":1}}"#,
      takes: [#""anything""#], refuses: ["1"])
  }

  @Test("products of alternatives end in a refusal, not in a long wait")
  func products() throws {
    let choices = (0..<12).map { place in
      let names = (0..<8).map {
        #"{"properties":{"p\#(place)_\#($0)":{"const":\#($0)}},"required":["p\#(place)_\#($0)"]}"#
      }
      return #"{"anyOf":[\#(names.joined(separator: ","))]}"#
    }
    guard case .tooLarge = try refusal(#"{"allOf":[\#(choices.joined(separator: ","))]}"#) else {
      Issue.record("another error")
      return
    }
  }

  @Test("schemas nested as deep as the parser lets them are worked out")
  func depth() throws {
    var schema = #"{"type":"null"}"#
    for _ in 0..<120 { schema = #"{"items":\#(schema)}"# }
    #expect(try table(schema).shapes.count > 100)
    var combined = #"{"type":"null"}"#
    for _ in 0..<120 { combined = #"{"allOf":[\#(combined),{"not":{"type":"object"}}]}"# }
    try expect(combined, takes: ["null"], refuses: ["1"])
  }

  @Test("any JSON value as a schema gives a table or an error")
  func junk() throws {
    var generator = SystemRandomNumberGenerator()
    let keywords = [
      "type", "enum", "const", "items", "prefixItems", "properties", "required", "$ref", "anyOf",
      "oneOf", "allOf", "not", "if", "then", "minimum", "multipleOf", "minLength", "maxItems",
      "pattern", "format", "patternProperties", "dependencies", "contains", "uniqueItems", "$id",
    ]
    func value(_ depth: Int) -> JSONValue {
      switch Int.random(in: 0..<(depth > 3 ? 6 : 9), using: &generator) {
      case 0: return .null
      case 1: return .bool(.random(using: &generator))
      case 2: return .integer([0, -1, 3, .max, .min].randomElement(using: &generator) ?? 0)
      case 3:
        return .number(
          [0.5, -1e300, 1e-300, .infinity, .nan].randomElement(using: &generator) ?? 0)
      case 4:
        return .string(
          ["#", "#/items", "integer", "object", "(", "^a"].randomElement(using: &generator) ?? "")
      case 5: return .string(keywords.randomElement(using: &generator) ?? "")
      case 6: return .array((0..<2).map { _ in value(depth + 1) })
      default:
        var object = JSONObject()
        for _ in 0..<3 {
          object[keywords.randomElement(using: &generator) ?? ""] = value(depth + 1)
        }
        return .object(object)
      }
    }
    for _ in 0..<3_000 {
      let schema = value(0)
      do { _ = try ShapeTable(schema: schema) } catch { #expect(!"\(error)".isEmpty) }
    }
  }
}
