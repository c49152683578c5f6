import Testing

@testable import Tokenizers

@Suite("Splitting patterns")
struct PatternTests {
  private func words(_ pattern: String, _ text: String) throws -> [String] {
    let splitter = try Splitter([.pattern(pattern, .isolated, inverted: false)])
    let bytes = Array(text.utf8)
    return splitter.split(bytes, 0..<bytes.count, isFirst: true).words.map {
      String(decoding: bytes[$0], as: UTF8.self)
    }
  }

  @Test(
    "each construct matches what it says",
    arguments: [
      ("a|bc", "xabcbcy", ["x", "a", "bc", "bc", "y"]),
      ("[a-c]+", "abxcab", ["ab", "x", "cab"]),
      ("[^a-c]+", "abxyc", ["ab", "xy", "c"]),
      (#"\p{L}+"#, "añb1", ["añb", "1"]),
      // Superscripts and fractions are parts of words to Oniguruma, but not in brackets.
      (#"\w+"#, "a²½ ①b", ["a²½", " ①", "b"]),
      (#"[\w]+"#, "a²b", ["a", "²", "b"]),
      (#"\W+"#, "a² ①b", ["a²", " ①", "b"]),
      (#"\P{L}+"#, "añb12c", ["añb", "12", "c"]),
      (#"\p{Lu}\p{Ll}*"#, "aBcD", ["a", "Bc", "D"]),
      (#"\p{Han}+"#, "ab漢字c", ["ab", "漢字", "c"]),
      (#"\s+(?!\S)|\s+"#, "a   b", ["a", "  ", " ", "b"]),
      (#"a(?=b)"#, "abac", ["a", "bac"]),
      ("(?i:'s|'LL)", "x'Sy'll", ["x", "'S", "y", "'ll"]),
      ("x{2}", "xxxxx", ["xx", "xx", "x"]),
      ("x{1,2}y", "xxxy", ["x", "xxy"]),
      ("x{2,}", "xyxxx", ["xy", "xxx"]),
      ("a+?b?", "aab", ["a", "ab"]),
      ("a++b", "aabaa", ["aab", "aa"]),
      ("a?+ab", "aab", ["aab"]),
      ("(?>a|ab)c", "abcac", ["abc", "ac"]),
      ("(ab)+", "ababa", ["abab", "a"]),
      ("(?:a|b)*c", "xabacb", ["x", "abac", "b"]),
      (#"[\p{L}&&[^\p{Lu}]]+"#, "abCd", ["ab", "C", "d"]),
      (#"[a\-\]\\]+"#, "b-]a\\c", ["b", "-]a\\", "c"]),
      (#"\x41|\u00e9|\x{1F600}"#, "zAé😀", ["z", "A", "é", "😀"]),
      (#"^a|b$"#, "aabb\nab", ["a", "ab", "b", "\n", "a", "b"]),
      (#"\Aa|b\z"#, "aabb\nab", ["a", "abb\na", "b"]),
      (#"[^(\s|[.,])]+"#, "ab cd.e|f", ["ab", " ", "cd", ".", "e", "|", "f"]),
      (".+", "ab\ncd", ["ab", "\n", "cd"]),
    ])
  func constructs(_ pattern: String, _ text: String, _ expected: [String]) throws {
    #expect(try words(pattern, text) == expected)
  }

  @Test("behaviours treat separators as the tokenizers package does")
  func behaviors() throws {
    let text = Array("a--b-c".utf8)
    func words(_ behavior: SplitStep.Behavior, inverted: Bool = false) throws -> [String] {
      let splitter = try Splitter([.literal("-", behavior, inverted: inverted)])
      return splitter.split(text, 0..<text.count, isFirst: true).words.map {
        String(decoding: text[$0], as: UTF8.self)
      }
    }
    #expect(try words(.removed) == ["a", "b", "c"])
    #expect(try words(.isolated) == ["a", "-", "-", "b", "-", "c"])
    #expect(try words(.mergedWithPrevious) == ["a-", "-", "b-", "c"])
    #expect(try words(.mergedWithNext) == ["a", "-", "-b", "-c"])
    #expect(try words(.contiguous) == ["a", "--", "b", "-", "c"])
    #expect(try words(.removed, inverted: true) == ["-", "-", "-"])
  }

  @Test(
    "a pattern outside the subset is refused",
    arguments: [
      "(?<=a)b", #"\b"#, #"(a)\1"#, "(a", "a)", "[a", "*a", "a{2,1}", "a{999}", "(a*)*",
      #"\p{Foo}"#,
      #"\q"#, "[b-a]", "(?<n>a)", "a{", #"\x{zz}"#, #"\"#, String(repeating: "(", count: 500),
    ])
  func refusals(_ pattern: String) {
    #expect(throws: TokenizerError.self) { try Pattern(pattern) }
  }

  @Test("every published rule compiles and keeps all text")
  func publishedRules() throws {
    let text = Array("Hello  world's 12345 ÀÉ 漢字かな 😀!?\r\n\n  x_y -- 'RE  ".utf8)
    for rule in SplitRule.published {
      let splitter = try Splitter(rule.patterns.map { .pattern($0, .isolated, inverted: false) })
      let words = splitter.split(text, 0..<text.count, isFirst: true).words
      #expect(words.flatMap { Array(text[$0]) } == text, "\(rule.names)")
      #expect(words.count > 1)
    }
    #expect(Set(SplitRule.knownNames).count == SplitRule.knownNames.count)
  }

  @Test("a pattern made to run forever gives up, and the text stays whole")
  func boundedWork() throws {
    let text = Array((String(repeating: "a", count: 2000) + "!").utf8)
    let splitter = try Splitter([.pattern("(?:a+a+)+b", .isolated, inverted: false)])
    #expect(splitter.split(text, 0..<text.count, isFirst: true).words.count == 1)
  }
}
