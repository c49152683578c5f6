import Testing

@testable import Constraints

@Suite("Answers in JSON")
struct AnswerTests {
  @Test("Any object is taken in compact and in indented form, and nothing that is not one")
  func anyObject() throws {
    try expect(
      .jsonObject,
      takes: [
        "{}", "{ }", #"{"a":1}"#, #"{"a": [1, {"b": null}], "c": "d"}"#,
        "{\n  \"a\": [\n    true\n  ]\n}", #"{"":{"":{}}}"#, #"{"a":-0.5e+3}"#,
      ],
      refuses: [
        "", "[]", "1", "{", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":[1,]}"#,
        #"{"a":01}"#, #"{"a":.5}"#, #"{"a":"#, "{} x", #"{'a':1}"#, #"{"a":tru}"#,
      ])
  }

  @Test("A string is taken in any spelling that JSON has, and in no other")
  func spellings() throws {
    try expect(
      answers: #"{"enum":["é\n😀/"]}"#,
      take: [
        #""é\n😀/""#, #""\u00e9\u000a\ud83d\ude00/""#, #""\u00E9\u000A\uD83D\uDE00/""#,
      ],
      refuse: [
        #""é\n😀\/""#, #""é\n😀\u002f""#,
        "\"é\n😀/\"", #""é\n\ud83d""#, #""e\n😀/""#, #""é\n😀""#, #""é\n😀//""#, #""é\x0a😀/""#,
      ])
    try expect(
      answers: #"{"type":"string"}"#, take: [#""""#, #""\ud83d\ude00""#, #""\"\\""#],
      refuse: [#""\ud83d""#, #""\ude00""#, #""\ud83d\u0041""#, "\"\u{1}\"", #""\q""#, #"""""#])
  }

  @Test("The length of a string is its number of code points, however they are spelled")
  func lengths() throws {
    try expect(
      answers: #"{"type":"string","minLength":2,"maxLength":3}"#,
      take: [#""ab""#, #""é😀a""#, #""\u00e9\ud83d\ude00\n""#],
      refuse: [#""a""#, #""😀""#, #""abcd""#, #""\u00e9é\u00e9é""#])
  }

  @Test("What must follow is forced: known names and texts have one spelling where none is needed")
  func forced() throws {
    let schema = #"""
      {"type":"object","properties":{"first":{"enum":["only"]},"last":{"type":"integer"}},
      "required":["first"],"additionalProperties":false}
      """#
    let constraint = try CompiledConstraint(try .schema(schema), vocabulary: .bytes)
    for (begun, forced) in [
      (#"{"f"#, #"irst":"#), (#"{"first":""#, #"only""#), (#"{"first":"only","#, ""),
      (#"{"first":"only",""#, #"last":"#),
    ] {
      var matcher = constraint.matcher()
      let isTaken = matcher.accept(bytes: begun.utf8)
      #expect(isTaken)
      #expect(String(decoding: matcher.forcedBytes(), as: UTF8.self) == forced, "\(begun)")
    }
  }

  @Test("Members come in any order, none twice, in whatever spelling")
  func members() throws {
    try expect(
      answers: #"""
        {"type":"object","properties":{"a":{"type":"integer"},"ab":{"type":"boolean"}},
        "required":["a"],"additionalProperties":false}
        """#,
      take: [#"{"a":1}"#, #"{"ab":true,"a":1}"#, #"{"a":1,"ab":true}"#],
      refuse: [
        "{}", #"{"ab":true}"#, #"{"\u0061":1}"#, #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#,
        #"{"a":true}"#, #"{"a":1,"abc":1}"#, #"{"a":1,"":1}"#,
      ])
  }

  @Test("A member that is known by name is no additional one, nor one of a pattern")
  func namesComeFirst() throws {
    try expect(
      answers: #"{"type":"object","properties":{"a":{"type":"integer"}}}"#,
      take: [#"{"b":"x","a":1}"#, #"{"aa":"x"}"#], refuse: [#"{"a":"x"}"#, #"{"\u0061":"x"}"#])
    try expect(
      answers: #"""
        {"type":"object","properties":{"xa":{"maximum":5}},
        "patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}
        """#,
      take: [#"{"xa":4}"#, #"{"xb":40}"#, #"{"xb":40,"xa":1}"#],
      refuse: [#"{"xa":40}"#, #"{"xa":"a"}"#, #"{"xa":1,"xa":2}"#, #"{"b":1}"#])
    try expect(
      answers: #"""
        {"type":"object","properties":{"xa":false},"patternProperties":{"^x":{}}}
        """#, take: [#"{"xb":40}"#, "{}", #"{"a":1}"#], refuse: [#"{"xa":40}"#])
  }

  @Test("The number of members and what they imply are held")
  func memberCounts() throws {
    try expect(
      answers: #"{"type":"object","minProperties":1,"maxProperties":3}"#,
      take: [#"{"a":1,"b":2}"#, #"{"a":1,"b":2,"c":3}"#],
      refuse: ["{}", #"{"a":1,"b":2,"c":3,"d":4}"#])
    try expect(
      answers: #"""
        {"type":"object","properties":{"a":{},"b":{},"c":{}},"additionalProperties":false,
        "minProperties":2}
        """#,
      take: [#"{"a":1,"b":2}"#, #"{"c":1,"b":2,"a":3}"#], refuse: ["{}", #"{"b":1}"#])
    try expect(
      answers: #"""
        {"type":"object","properties":{"a":{},"b":{}},"additionalProperties":false,
        "dependentRequired":{"a":["b"]}}
        """#,
      take: ["{}", #"{"b":1}"#, #"{"a":1,"b":1}"#, #"{"b":1,"a":1}"#], refuse: [#"{"a":1}"#])
  }

  @Test("Elements keep their places, their number, and what has to be among them")
  func elements() throws {
    try expect(
      answers: #"{"type":"array","prefixItems":[{"type":"integer"}],"items":{"type":"string"}}"#,
      take: ["[]", "[1]", #"[1,"a"]"#, #"[1, "a", "b"]"#], refuse: [#"["a"]"#, "[1,2]", "[,]"])
    try expect(
      answers: #"{"type":"array","minItems":2,"maxItems":3,"items":{"type":"integer"}}"#,
      take: ["[1,2]", "[1,2,3]"], refuse: ["[]", "[1]", "[1,2,3,4]"])
    try expect(
      answers: #"""
        {"type":"array","items":{"type":"integer","minimum":0,"maximum":99},
        "contains":{"minimum":50},"minContains":1,"maxContains":2}
        """#,
      take: ["[50]", "[1,50,2]", "[60,1,70]"], refuse: ["[]", "[1]", "[50,60,70]"])
  }

  @Test("Elements that must differ do where they have few values")
  func uniqueElements() throws {
    try expect(
      answers: #"{"type":"array","items":{"enum":["a","b","é",1,null]},"uniqueItems":true}"#,
      take: ["[]", #"["a"]"#, #"["é",1,"a","b",null]"#, #"[null, "\u00e9"]"#],
      refuse: [#"["a","a"]"#, #"["é","b","\u00e9"]"#, "[1,1]", "[null,1,null]", #"["a","c"]"#])
    try expect(
      answers: #"{"type":"array","items":{"type":"boolean"},"uniqueItems":true,"minItems":2}"#,
      take: ["[true,false]", "[false,true]"],
      refuse: ["[true]", "[true,true]", "[true,false,true]"])
    try expect(
      answers: #"""
        {"type":"array","items":{"type":"integer","minimum":1,"maximum":3},"uniqueItems":true}
        """#, take: ["[3,1,2]"], refuse: ["[3,1,3]"])
  }

  @Test("What takes a memory of free texts is refused by name")
  func freeTexts() throws {
    for (schema, keyword) in [
      (#"{"type":"array","items":{"type":"string"},"uniqueItems":true}"#, "uniqueItems"),
      (#"{"type":"object","minProperties":2}"#, "minProperties"),
    ] {
      let definition = try ConstraintDefinition.schema(schema)
      let error = #expect(throws: ConstraintError.self) {
        try CompiledConstraint(definition, vocabulary: .bytes)
      }
      guard case .unsupported(keyword, _, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test("White space is bounded, and has no place outside of the value")
  func whiteSpace() throws {
    let few = String(repeating: " ", count: 40)
    try expect(
      .jsonObject,
      takes: [
        "{\(few)}", "{\(few)\"a\":\(few)1\(few),\(few)\"b\":2}", "{\r\n\t\"a\": \n 1\n}",
      ],
      refuses: [
        "{\(few) }", "{\"a\": \(few)1}", " {}", "{} ", "{\n\n}", "{  \n}", "{\"a\":\n \n1}",
      ])
  }
}
