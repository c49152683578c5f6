import Testing

@testable import Constraints

struct SchemaReferenceTests {
  @Test("references lead to pointers, anchors and addresses within the document")
  func targets() throws {
    try expect(
      ##"""
      {"$id":"http://example.com/root.json","type":"object",
       "properties":{"a":{"$ref":"#/$defs/x~1y%25"},"b":{"$ref":"#here"},"c":{"$ref":"folder/other"}},
       "$defs":{"x/y%":{"type":"null"},"n":{"$anchor":"here","type":"string"},
                "o":{"$id":"folder/other","$ref":"#/$defs/in","$defs":{"in":{"type":"boolean"}}}}}
      """##,
      takes: [#"{"a":null,"b":"s","c":true}"#], refuses: [#"{"a":1}"#, #"{"b":1}"#, #"{"c":1}"#])
  }

  @Test("a schema that refers to itself through members is a shape that recurs")
  func recursion() throws {
    let schema = ##"""
      {"type":"object","properties":{"value":{"type":"integer"},"next":{"$ref":"#"}},
       "required":["value"],"additionalProperties":false}
      """##
    #expect(try table(schema).shapes.count == 2)
    try expect(
      schema, takes: [#"{"value":1,"next":{"value":2,"next":{"value":3}}}"#],
      refuses: [#"{"value":1,"next":{}}"#])
  }

  @Test("two schemas that recur have an intersection that recurs")
  func intersectionOfRecursions() throws {
    try expect(
      ##"""
      {"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/b"}],
       "$defs":{"a":{"type":"array","items":{"$ref":"#/$defs/a"},"maxItems":2},
                "b":{"type":"array","items":{"$ref":"#/$defs/b"},"minItems":0}}}
      """##,
      takes: ["[]", "[[],[[]]]"], refuses: ["[1]", "[[],[],[]]", "[[[],[],[]]]"])
  }

  @Test("before 2019, what stands beside a reference means nothing")
  func siblings() throws {
    let schema =
      ##""properties":{"a":{"$ref":"#/definitions/s","maxLength":1}},"##
      + #""definitions":{"s":{"type":"string"}}"#
    try expect(
      #"{"$schema":"http://json-schema.org/draft-07/schema#",\#(schema)}"#,
      takes: [#"{"a":"xx"}"#], refuses: [#"{"a":1}"#])
    try expect("{\(schema)}", takes: [#"{"a":"x"}"#], refuses: [#"{"a":"xx"}"#, #"{"a":1}"#])
  }

  @Test("a reference that is not in the document is refused by name")
  func elsewhere() throws {
    guard
      case .unsupported(let keyword, let pointer, _) = try refusal(
        #"{"properties":{"a":{"items":{"$ref":"http://example.com/x.json"}}}}"#)
    else {
      Issue.record("another error")
      return
    }
    #expect(keyword == "$ref" && pointer == "/properties/a/items")
  }

  @Test(
    "a reference that comes back to itself without taking anything is refused",
    arguments: [
      ##"{"$ref":"#"}"##,
      ##"{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"anyOf":[{"$ref":"#"}]}}}"##,
      ##"{"not":{"$ref":"#"}}"##,
    ])
  func loops(schema: String) throws {
    guard case .unsupported = try refusal(schema) else {
      Issue.record("another error")
      return
    }
  }
}

struct URIReferenceTests {
  @Test(
    "references resolve as RFC 3986, 5.4 says",
    arguments: [
      ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
      ("/g", "http://a/g"),
      ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
      ("", "http://a/b/c/d;p?q"),
      (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"),
      ("../../g", "http://a/g"),
      ("../../../g", "http://a/g"), ("g:h", "g:h"),
    ])
  func resolution(reference: String, address: String) {
    let base = URIReference("http://a/b/c/d;p?q")
    #expect(URIReference(reference).resolved(against: base).withoutFragment == address)
  }
}
