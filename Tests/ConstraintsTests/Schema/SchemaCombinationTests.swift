import JSON
import Testing

@testable import Constraints

struct SchemaCombinationTests {
  @Test("all of several schemas hold together, inside members and elements too")
  func intersections() throws {
    try expect(
      ##"""
      {"allOf":[{"properties":{"a":{"minimum":1},"b":{"type":"string"}},"required":["a"]},
                {"properties":{"a":{"maximum":5}},"additionalProperties":{"maxLength":2}}],
       "type":"object"}
      """##,
      takes: [#"{"a":3}"#, #"{"a":1,"b":"xy"}"#, #"{"a":2,"c":null}"#],
      refuses: [#"{"a":6}"#, #"{"a":0}"#, #"{"b":"x"}"#, #"{"a":1,"b":"xyz"}"#, "1"])
  }

  @Test("exactly one of overlapping schemas takes what only one of them does")
  func exclusive() throws {
    try expect(
      #"{"oneOf":[{"type":"integer"},{"minimum":2}]}"#, takes: ["1", "2.5", "null"],
      refuses: ["3", "1.5"])
    try expect(
      ##"""
      {"oneOf":[{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false},
                {"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":false}]}
      """##,
      takes: [#"{"a":"x"}"#, #"{"b":"x"}"#],
      refuses: ["{}", #"{"a":"x","b":"x"}"#, #"{"c":1}"#])
    try expect(
      #"{"oneOf":[{"required":["a"]},{"required":["b"]},{"required":["c","d"]}],"type":"object"}"#,
      takes: [#"{"a":1}"#, #"{"b":1,"c":1}"#, #"{"c":1,"d":1}"#],
      refuses: ["{}", #"{"a":1,"b":1}"#, #"{"a":1,"c":1,"d":1}"#])
  }

  @Test("what a schema excludes is told for members, elements, texts and numbers")
  func complements() throws {
    try expect(
      #"{"not":{"type":["null","boolean"]}}"#, takes: ["1", ##""""##], refuses: ["null", "true"])
    try expect(
      #"{"type":"string","not":{"enum":["a","b"]}}"#, takes: [#""c""#, ##""""##, #""ab""#],
      refuses: [#""a""#, #""b""#])
    try expect(
      #"{"type":"object","not":{"required":["a"],"properties":{"a":{"minLength":2}}}}"#,
      takes: ["{}", #"{"a":"x"}"#, #"{"b":1}"#], refuses: [#"{"a":"xy"}"#, #"{"a":1}"#])
    try expect(
      #"{"type":"array","not":{"items":{"type":"integer"}}}"#, takes: [#"[1,"a"]"#, "[null]"],
      refuses: ["[]", "[1,2]"])
    try expect(
      #"{"type":"integer","not":{"multipleOf":3}}"#, takes: ["1", "10"], refuses: ["0", "9"])
    try expect(
      #"{"not":{"not":{"properties":{"a":{"type":"string"}},"additionalProperties":false}}}"#,
      takes: ["1", "{}", #"{"a":"x"}"#], refuses: [#"{"a":1}"#, #"{"b":"x"}"#])
  }

  @Test("a condition that holds asks for one schema, one that fails for the other")
  func conditions() throws {
    try expect(
      ##"""
      {"type":"object","if":{"properties":{"kind":{"const":"a"}},"required":["kind"]},
       "then":{"required":["x"]},"else":{"required":["y"]}}
      """##,
      takes: [#"{"kind":"a","x":1}"#, #"{"kind":"b","y":1}"#, #"{"y":1}"#],
      refuses: [#"{"kind":"a","y":1}"#, #"{"x":1}"#, "{}"])
  }

  @Test("a member that is present may ask for others and for a schema")
  func dependents() throws {
    try expect(
      #"{"type":"object","dependentRequired":{"a":["b"],"b":["c"]}}"#,
      takes: ["{}", #"{"c":1}"#, #"{"a":1,"b":1,"c":1}"#],
      refuses: [#"{"a":1,"b":1}"#, #"{"b":1}"#])
    try expect(
      #"{"type":"object","dependencies":{"a":{"properties":{"b":{"type":"null"}}},"c":["a"]}}"#,
      takes: [#"{"b":1}"#, #"{"a":1}"#, #"{"a":1,"b":null,"c":1}"#],
      refuses: [#"{"a":1,"b":1}"#, #"{"c":1}"#])
  }
}

struct SchemaMemberTests {
  @Test("a name is held to its own schema and to those of the patterns that it has")
  func patterns() throws {
    try expect(
      ##"""
      {"type":"object","properties":{"ab":{"minimum":1}},
       "patternProperties":{"^a":{"type":"integer"},"b$":{"maximum":9}},
       "additionalProperties":{"type":"string"}}
      """##,
      takes: [#"{"ab":5}"#, #"{"ac":99}"#, #"{"xb":1.5}"#, #"{"axb":3,"z":"s"}"#],
      refuses: [
        #"{"ab":0}"#, #"{"ab":10}"#, #"{"ac":1.5}"#, #"{"xb":10}"#, #"{"axb":10}"#, #"{"z":1}"#,
      ])
  }

  @Test("names are held to a schema of their own")
  func names() throws {
    try expect(
      #"{"type":"object","propertyNames":{"pattern":"^[a-z]+$","maxLength":3}}"#,
      takes: ["{}", #"{"abc":1}"#], refuses: [#"{"abcd":1}"#, #"{"A":1}"#])
  }

  @Test("members that no keyword looks at are held to unevaluatedProperties")
  func unevaluated() throws {
    try expect(
      ##"""
      {"type":"object","allOf":[{"properties":{"a":true}},{"$ref":"#/$defs/d"}],
       "$defs":{"d":{"patternProperties":{"^x":true}}},"unevaluatedProperties":false}
      """##,
      takes: [#"{"a":1,"xy":2}"#], refuses: [#"{"b":1}"#])
  }

  @Test("a member that must not be there is neither a property, a pattern's nor additional")
  func forbidden() throws {
    let table = try table(
      #"{"type":"object","properties":{"a":false},"patternProperties":{"^x":false}}"#)
    let object = try #require(table.shapes[table.root].objects.first)
    #expect(object.properties.map(\.name) == ["a"] && object.properties[0].shape == nil)
    #expect(object.patterns.count == 1 && object.patterns[0].shape == nil)
    #expect(try table.contains(JSONValue(parsing: #"{"b":1}"#)))
    #expect(try !table.contains(JSONValue(parsing: #"{"x1":1}"#)))
  }
}

struct SchemaElementTests {
  @Test("elements by position come before those that follow, in the words of every edition")
  func positions() throws {
    for schema in [
      #"{"type":"array","prefixItems":[{"type":"null"},{"minimum":3}],"items":{"type":"string"}}"#,
      #"{"type":"array","items":[{"type":"null"},{"minimum":3}],"additionalItems":{"type":"string"}}"#,
    ] {
      try expect(
        schema, takes: ["[]", "[null]", "[null,3]", #"[null,4,"a","b"]"#],
        refuses: ["[1]", "[null,2]", "[null,3,4]"])
    }
  }

  @Test("elements of a shape are counted")
  func counts() throws {
    try expect(
      #"{"type":"array","contains":{"type":"integer"},"minContains":2,"maxContains":3}"#,
      takes: ["[1,2]", #"[1,"a",2,null,3]"#], refuses: ["[]", "[1]", "[1,2,3,4]", #"["a","b"]"#])
    try expect(
      #"{"type":"array","contains":{"const":1},"items":{"type":"integer"}}"#, takes: ["[2,1]"],
      refuses: ["[]", "[2]", #"[1,"a"]"#])
  }

  @Test("unique elements are told apart by value, and a few values make few elements")
  func unique() throws {
    try expect(
      #"{"type":"array","items":{"enum":["a","b",1]},"uniqueItems":true}"#,
      takes: ["[]", #"["a",1,"b"]"#], refuses: [#"["a","a"]"#])
    let table = try table(#"{"type":"array","items":{"enum":["a","b"]},"uniqueItems":true}"#)
    #expect(table.shapes[table.root].arrays.first?.maximumCount == 2)
    let numbers = try self.numbers(
      #"{"type":"array","items":{"type":"number"},"uniqueItems":true}"#)
    for text in ["0", "-3", "1.5", "-0.25"] { #expect(try numbers.contains(text)) }
    for text in ["1.0", "1e2", "-0", "0.50"] { #expect(try !numbers.contains(text)) }
  }

  private func numbers(_ schema: String) throws -> RegularExpression {
    let table = try table(schema)
    let rest = try #require(table.shapes[table.root].arrays.first?.rest)
    return try #require(table.shapes[rest].numbers)
  }
}
