import JSON
import Testing

@testable import Constraints

struct SchemaTypeTests {
  @Test(
    "a type takes its own values and no others",
    arguments: [
      ("null", "null"), ("boolean", "true"), ("number", "1.5"), ("string", #""a""#),
      ("array", "[1]"),
      ("object", #"{"a":1}"#),
    ])
  func types(type: String, own: String) throws {
    let all = ["null", "true", "1.5", #""a""#, "[1]", #"{"a":1}"#]
    try expect(#"{"type":"\#(type)"}"#, takes: [own], refuses: all.filter { $0 != own })
  }

  @Test("an integer is integral and has no exponent, in draft 4 no fraction either")
  func integers() throws {
    try expect(
      #"{"type":"integer"}"#, takes: ["1", "-3", "1.0"], refuses: ["1.5", "1e-3", "1e300"])
    let draft4 = "http://json-schema.org/draft-04/schema#"
    try expect(
      #"{"$schema":"\#(draft4)","type":"integer"}"#, takes: ["1", "-3"], refuses: ["1.0", "1.5"])
  }

  @Test("a keyword restrains only the type that it speaks of")
  func otherTypes() throws {
    try expect(
      #"{"minLength":2,"minimum":5}"#, takes: ["null", "[]", #""ab""#, "7"], refuses: ["4"])
  }

  @Test("an enumeration compares numbers as numbers and objects whatever their order")
  func enumerations() throws {
    try expect(
      #"{"enum":[1,"a",null,[1,"b"],{"x":1,"y":[2]}]}"#,
      takes: ["1", "1.0", #""a""#, "null", #"[1,"b"]"#, #"{"y":[2],"x":1.0}"#],
      refuses: ["2", "true", #""b""#, "[1]", #"{"x":1}"#, #"{"x":1,"y":[2],"z":0}"#])
  }

  @Test("texts are compared scalar by scalar: two spellings of an accent differ")
  func scalars() throws {
    try expect(#"{"const":"\u00e9"}"#, takes: [#""\u00e9""#], refuses: [#""e\u0301""#])
    try expect(
      #"{"properties":{"\u00e9":{"type":"null"}}}"#, takes: [#"{"e\u0301":1}"#],
      refuses: [#"{"\u00e9":1}"#])
  }

  @Test("a hundred thousand texts are listed once each")
  func manyTexts() throws {
    let texts = (0..<100_000).map { JSONValue.string("value \($0)") }
    let schema = JSONValue.members(["enum": .array(texts + texts)])
    let shapes = try ShapeTable(schema: schema).shapes
    guard case .values(let values)? = shapes.first?.strings.first else {
      Issue.record("the texts are no list")
      return
    }
    #expect(values.count == 100_000)
  }
}
