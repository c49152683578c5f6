import JSON
import Testing

@testable import Constraints

@Suite("Definitions")
struct DefinitionTests {
  @Test("A choice takes its texts and none other")
  func choice() throws {
    try expect(
      .choice(["red", "redder", "été", ""]), takes: ["red", "redder", "été", ""],
      refuses: ["redd", "re", "green", "redred"])
  }

  @Test("A choice of 20,000 texts is compiled")
  func largeChoice() throws {
    try expect(
      .choice((0..<20_000).map { "text \($0)" }), takes: ["text 0", "text 19999"],
      refuses: ["text 20000", "text"])
  }

  @Test("Parts come one after another, repeated or left out as they may be")
  func parts() throws {
    try expect(
      .sequence([
        .text("a"), .optional(.text("b")), .repetition(.text("c"), minimum: 1, maximum: 2),
      ]),
      takes: ["ac", "abc", "abcc"], refuses: ["ab", "a", "accc", "abbc", ""])
    try expect(
      .repetition(.optional(.text("a")), minimum: 2, maximum: 3), takes: ["", "a", "aa", "aaa"],
      refuses: ["aaaa"])
    try expect(
      .repetition(.union([.text("ab"), .text("a")]), minimum: 2, maximum: nil),
      takes: ["aa", "aba", "abab", "aaaaa"], refuses: ["a", "ab", "abb", ""])
  }

  @Test("Free text ends with the first trigger, or has none")
  func freeText() throws {
    try expect(
      .sequence([.textUntil(["<a>", "<b>"]), .text("x")]), takes: ["<a>x", "é<<b>x"],
      refuses: ["x", "<a>", "<a>y", "<a><a>x"])
    try expect(.textWithout(["<a>"]), takes: ["", "<a", "<b>é"], refuses: ["<a>", "x<a>y"])
    try expect(.textWithout([]), takes: ["", "a", "\u{0}😀"])
  }

  @Test("Text in bytes that are no UTF-8 is refused")
  func invalidText() throws {
    let constraint = try CompiledConstraint(.textWithout([]), vocabulary: .bytes)
    var matcher = constraint.matcher()
    expect(matcher.accept(bytes: [0xFF]), is: false)
    expect(matcher.accept(bytes: [0xC0, 0x80]), is: false)
    expect(matcher.accept(bytes: [0xC3]), is: true)
    #expect(!matcher.isComplete)
    expect(matcher.accept(bytes: [0xA9]), is: true)
    #expect(matcher.isComplete)
  }

  @Test("Definitions without an answer are refused as such")
  func unsatisfiable() throws {
    let definitions: [ConstraintDefinition] = [
      .choice([]), .regularExpression("[]"), .union([]), .textUntil([]), .textUntil([""]),
      .repetition(.text("a"), minimum: 2, maximum: 1), .jsonSchema(.bool(false)),
      .sequence([.text("a"), .union([])]),
    ]
    for definition in definitions {
      #expect("\(definition)") {
        try CompiledConstraint(definition, vocabulary: .bytes)
      } throws: { error in
        guard case .unsatisfiable = error as? ConstraintError else { return false }
        return true
      }
    }
  }

  @Test("Bytes that must follow are known, and end where there is a choice")
  func forcedBytes() throws {
    let constraint = try CompiledConstraint(
      .sequence([.text("ab"), .choice(["cd", "ce"]), .text("f")]), vocabulary: .bytes)
    var matcher = constraint.matcher()
    #expect(matcher.forcedBytes() == Array("abc".utf8))
    expect(matcher.accept(bytes: "abcd".utf8), is: true)
    #expect(matcher.forcedBytes() == Array("f".utf8))
    expect(matcher.accept(bytes: "f".utf8), is: true)
    #expect(matcher.forcedBytes().isEmpty)
  }
}
