import Testing

@testable import Constraints

@Suite("Lexeme automaton")
struct LexemeAutomatonTests {
  private func takes(_ automaton: LexemeAutomaton, _ bytes: [UInt8]) -> Bool {
    var automaton = automaton
    var state = automaton.start
    for byte in bytes {
      state = automaton.next(state, byte)
      if state < 0 { return false }
    }
    return automaton.isAccepting(state)
  }

  private static let patterns = [
    "a*", "[a-z]{2,4}", "\\d{4}-\\d{2}", "(?!ab).*", "[é-ü]+", "\\p{L}{1,3}", "[^\\n]*", "😀|é?",
    "(\\w|\\s)*x", "[\u{800}-\u{FFFF}]", "\"|\\\\", "[\u{10000}-\u{10FFFF}]",
  ]
  private static let texts = [
    "", "a", "ab", "abc", "abcde", "2024-05", "é", "ü", "éü", "😀", "x", "a x", "\n", "\"", "\\",
    "\u{7FF}", "\u{800}", "\u{FFFF}", "\u{10000}", "日本", "a\u{1}",
  ]

  @Test("bytes are taken as the language takes their text", arguments: patterns)
  func plain(pattern: String) throws {
    let language = try RegularExpression.whole(pattern)
    let automaton = try LexemeAutomaton(language, form: .text)
    for text in Self.texts {
      #expect(takes(automaton, Array(text.utf8)) == (try language.contains(text)), "\(text)")
    }
  }

  @Test("in a JSON string every spelling of a text is taken, and no other", arguments: patterns)
  func spelled(pattern: String) throws {
    let language = try RegularExpression.whole(pattern)
    let automaton = try LexemeAutomaton(language, form: .stringBody)
    for text in Self.texts {
      let expected = try language.contains(text)
      let escaped = text.unicodeScalars.map { scalar -> String in
        String(scalar).utf16.map { unit in
          let digits = String(unit, radix: 16)
          return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
      }.joined()
      #expect(takes(automaton, Array(escaped.utf8)) == expected, "\(escaped)")
      #expect(
        takes(automaton, Array(escaped.uppercased().utf8).map { $0 == 0x55 ? 0x75 : $0 })
          == expected)
      let needsEscape = text.unicodeScalars.contains { $0.value < 32 || $0 == "\"" || $0 == "\\" }
      #expect(takes(automaton, Array(text.utf8)) == (expected && !needsEscape), "\(text)")
    }
  }

  @Test("no state is a dead end, and the shortest way out ends a text", arguments: patterns)
  func endings(pattern: String) throws {
    for form in [LexemeAutomaton.Form.text, .stringBody] {
      var automaton = try LexemeAutomaton(try RegularExpression.whole(pattern), form: form)
      var seen: Set<Int32> = [automaton.start]
      var open = [automaton.start]
      while let state = open.popLast(), seen.count < 400 {
        var end = state
        for byte in automaton.shortest(from: state) {
          end = automaton.next(end, byte)
          try #require(end >= 0)
        }
        #expect(automaton.isAccepting(end))
        for byte in UInt8.min...UInt8.max {
          let next = automaton.next(state, byte)
          if next >= 0, seen.insert(next).inserted { open.append(next) }
        }
      }
    }
  }

  @Test("lone surrogates, overlong bytes and broken characters are taken nowhere")
  func broken() throws {
    var string = try LexemeAutomaton(.anything, form: .stringBody)
    for text in ["\\ud800", "\\udc00", "\\ud800x", "\\ud800\\u0041", "\\x", "\\u12", "\""] {
      #expect(!takes(string, Array(text.utf8)), "\(text)")
    }
    for bytes: [UInt8] in [
      [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xE4],
    ] {
      #expect(!takes(string, bytes))
    }
    #expect(takes(string, Array(#"\ud83d\ude00 \" \/ 日"#.utf8)))
  }
}
