import Testing

@testable import Constraints

@Suite("Regular expressions")
struct RegularExpressionTests {
  @Test(
    "a pattern is found where ECMA 262 finds it",
    arguments: [
      ("a", ["a", "bab"], ["", "b"]),
      ("^a", ["a", "ab"], ["ba", ""]),
      ("a$", ["a", "ba"], ["ab"]),
      ("^a$", ["a"], ["aa", "", "ba"]),
      ("^$", [""], ["a"]),
      ("", ["", "x"], []),
      ("^(a|bc){2,3}$", ["aa", "abc", "bcbcbc"], ["a", "aaaa", "ab"]),
      ("^[a-c\\d_-]+$", ["a-1", "_"], ["", "d", "a b"]),
      ("^[^a-c]$", ["d", "é", "\u{10FFFF}"], ["a", "dd"]),
      ("^.$", ["x", "\u{1F600}"], ["\n", "", "xx"]),
      ("^\\S+ \\S+$", ["a b", "é ü"], ["ab", "a  b"]),
      ("^\\u00e9\\x41\\u{1F600}$", ["éA😀"], ["eA😀"]),
      ("^\\ud83d\\ude00$", ["😀"], [""]),
      ("^\\p{Lu}\\p{L}*$", ["Éa", "Ω"], ["éa", "1"]),
      ("^\\P{L}$", ["1"], ["a"]),
      ("^(?!ab)", ["", "ba", "a"], ["ab", "abc"]),
      ("^(?=.*\\d)(?=.*[a-z]).{3,}$", ["a1b", "ab1"], ["abc", "a1", "111"]),
      ("(?!a)b", ["b", "ab"], ["a"]),
      ("^(?:a|^b)$", ["a", "b"], ["ab"]),
      ("a|^b$|c$", ["xax", "b", "xc"], ["xb", "bx", "cx"]),
      ("^(foo|bar)?$", ["", "foo"], ["foob"]),
      ("^a{0}$", [""], ["a"]),
      ("x{,3}", ["x{,3}"], ["xx"]),
      ("^[]$", [], ["", "a"]),
      ("^[\\s\\S]*$", ["", "\n\n"], []),
      ("^(?<year>\\d{4})-(?<month>\\d\\d)$", ["2024-05"], ["2024-5"]),
      ("^[\\w.+-]+@[\\w-]+\\.[\\w.-]+$", ["a.b@c.de"], ["a@b", "@c.d"]),
    ] as [(String, [String], [String])])
  func patterns(pattern: String, takes: [String], refuses: [String]) throws {
    let language = try RegularExpression.search(pattern)
    for text in takes { #expect(try language.contains(text), "\(pattern) finds '\(text)'") }
    for text in refuses { #expect(try !language.contains(text), "\(pattern) in '\(text)'") }
  }

  @Test(
    "what is no regular language, or no pattern, is refused by name",
    arguments: [
      "(a)\\1", "(?<=a)b", "\\bword\\b", "a++", "(a", "a)", "[b-a]", "[a", "*a", "a{3,2}", "\\",
      "\\u{110000}", "\\p{Nonsense}", "a^b", "(?i)a", "(^a)*", "\\k<x>",
    ])
  func refused(pattern: String) {
    #expect(throws: ConstraintError.self) { _ = try RegularExpression.search(pattern) }
  }

  @Test("union, intersection and complement are those of sets")
  func sets() throws {
    let even = try RegularExpression.whole("(..)*")
    let letters = try RegularExpression.whole("[ab]*")
    let both = RegularExpression.intersection([even, letters])
    let either = RegularExpression.union([even, letters])
    for text in ["", "a", "ab", "ac", "abc", "abab", "abca"] {
      let (isEven, isLetters) = (text.count % 2 == 0, text.allSatisfy { "ab".contains($0) })
      #expect(try both.contains(text) == (isEven && isLetters))
      #expect(try either.contains(text) == (isEven || isLetters))
      #expect(try even.complement.contains(text) == !isEven)
    }
    #expect(try RegularExpression.intersection([even, even.complement]).isEmpty())
    #expect(try !RegularExpression.union([even, even.complement]).complement.contains("x"))
    #expect(try RegularExpression.union([even, even.complement]).complement.isEmpty())
    #expect(try RegularExpression.intersection([.literal("ab"), .literal("ac")]).isEmpty())
  }

  @Test("a hundred thousand texts are told apart as fast as ten")
  func manyTexts() throws {
    let language = RegularExpression.union((0..<100_000).map { .literal("text \($0)") })
    #expect(try language.contains("text 77777"))
    #expect(try !language.contains("text 100000"))
    #expect(try !language.contains("text "))
  }

  @Test(
    "hostile patterns are bounded",
    arguments: [
      "(a{1000}){1000}", "(a|a)*", "(a*)*b", "(((a*)*)*)*$", "(.*.*.*.*.*.*.*.*x)",
      "^(a?){500}a{500}$", "(a|aa|aaa|aaaa)*", "(?=.*a)(?=.*b)(?=.*c)(?=.*d)(?=.*e)(?=.*f).*",
      String(repeating: "(", count: 1_000) + String(repeating: ")", count: 1_000),
      String(repeating: "a?", count: 9_000), "[\\s\\S]{0,99999}x[\\s\\S]{0,99999}",
    ])
  func hostile(pattern: String) {
    // An answer or an error, and soon.
    do {
      let language = try RegularExpression.search(pattern)
      _ = try language.isEmpty()
      _ = try language.contains(String(repeating: "a", count: 300))
      var automaton = try LexemeAutomaton(language, form: .stringBody)
      var state = automaton.start
      for _ in 0..<300 where state >= 0 { state = automaton.next(state, 0x61) }
    } catch {
      #expect(error is ConstraintError)
    }
  }
}
