import Testing

@testable import Constraints

@Suite("Grammars")
struct GrammarTests {
  @Test("Rules, groups, repetitions and classes mean what they do in llama.cpp")
  func notation() throws {
    try expect(
      .grammar(
        #"""
        # Moves of chess, shortened.
        root   ::= (move " ")* move   # at least one
        move   ::= piece? square | "O-O" "-O"?
        piece  ::= [NBQKR]
        square ::= [a-h] [1-8]
        """#), takes: ["e4", "Nf3 e5 O-O", "O-O-O"], refuses: ["", "e9", "Nf3 ", "xe4", "O-"])
    try expect(
      .grammar(#"root ::= "a"{2} "b"{1,} [^a-c]{0,2} . "\x41\u00e9\n""#),
      takes: ["aabxA\u{e9}\n", "aabbdddA\u{e9}\n"],
      refuses: ["abxA\u{e9}\n", "aabA\u{e9}\n", "aabddddA\u{e9}\n"])
  }

  @Test("A rule goes on over lines within a group and at an alternative")
  func lines() throws {
    try expect(
      .grammar(
        "root ::= (\n  \"a\" # one\n  | b\n) \"c\"\n\nb ::=\n  \"x\" |\n  \"y\"\n  | \"z\"\n"),
      takes: ["ac", "xc", "yc", "zc"], refuses: ["a", "c", "xyc"])
  }

  @Test("Rules may name themselves anywhere but first")
  func recursion() throws {
    try expect(
      .grammar(
        #"""
        root ::= value
        value ::= "[" (value ("," value)*)? "]" | [0-9]+
        """#), takes: ["[]", "12", "[1,[2,[]],345]"], refuses: ["[", "[1,]", "[[]", "]"])
    try expect(
      .grammar(#"root ::= "a" root "b" | """#), takes: ["", "ab", "aaabbb"], refuses: ["a", "aab"])
  }

  @Test("An ambiguous grammar takes each text once, in few states")
  func ambiguity() throws {
    let text = String(repeating: "a", count: 200)
    try expect(
      .grammar(#"root ::= ("a" | "a" "a" | [a] root)*"#), takes: [text], refuses: [text + "b"])
  }

  @Test("Rules that never end are no way to go on")
  func endlessRules() throws {
    try expect(
      .grammar("root ::= \"a\" | \"b\" loop | \"c\" loop?\nloop ::= \"x\" loop"),
      takes: ["a", "c"], refuses: ["b", "bx", "cx"])
    var matcher = try CompiledConstraint(
      .grammar("root ::= \"a\" | \"b\" loop\nloop ::= \"x\" loop"), vocabulary: .bytes
    ).matcher()
    expect(matcher.accept(0x62), is: false)
  }

  @Test(
    "What is no grammar is refused with its place",
    arguments: [
      (#"root ::= "a"#, "line 1, column 12"), ("root ::= (\"a\"", "line 1, column 14"),
      ("root = \"a\"", "line 1, column 6"), ("root ::= \"a\"\nb ::= [b-a]", "line 2, column 11"),
      ("root ::= b", "rule root"), ("a ::= \"a\"", "the end"),
      ("root ::= \"a\"\nroot ::= \"b\"", "rule root"), ("root ::= root \"a\" | \"b\"", "rule root"),
      (#"root ::= "a\q""#, "line 1, column 13"), ("root ::= \"a\"{3,2}", "line 1, column 18"),
    ])
  func refusals(_ grammar: String, _ place: String) throws {
    #expect("\(grammar)") {
      try CompiledConstraint(.grammar(grammar), vocabulary: .bytes)
    } throws: { error in
      guard case .grammar(let told, _) = error as? ConstraintError else { return false }
      #expect(told == place)
      return true
    }
  }

  @Test("Tokens are not of a grammar's characters")
  func tokens() throws {
    #expect(throws: ConstraintError.self) {
      try CompiledConstraint(.grammar("root ::= <[12]>"), vocabulary: .bytes)
    }
  }

  @Test("What alternatives begin with in common is read in one way")
  func commonBeginnings() throws {
    let deep = String(repeating: "(", count: 60) + "1" + String(repeating: ")", count: 60)
    try expect(
      .grammar(
        """
        root ::= expr
        expr ::= term "*" expr | term "+" expr | term "-" expr | term "/" expr | term
        term ::= [0-9]+ | "(" expr ")"
        """),
      takes: ["1", "(1)", "((1)*2)-3/(4+5)", deep, deep + "*" + deep],
      refuses: ["", "(1", "1+", "()", "1**2"])
  }
}
