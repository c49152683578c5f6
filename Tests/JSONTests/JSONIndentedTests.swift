import JSON
import Testing

@Suite("JSON for people")
struct JSONIndentedTests {
  /// A name with everything that steers, turns, hides or breaks a line.
  private static let hostile =
    "a\u{1B}[31m\u{9B}2J\u{7}\u{202E}b\u{200B}\u{2066}\u{7F}\u{FEFF}\u{2028}\n\r\tcarat: done"

  /// Tells whether a text has only characters that are shown, and line ends.
  private func isNeutral(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n"
        || ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
          scalar.properties.generalCategory)
    }
  }

  @Test("JSON escapes what a terminal acts upon, and loses nothing")
  func json() throws {
    let text = JSONValue.members(["n": .string(Self.hostile + "é\u{E0001}")]).indented
    #expect(isNeutral(text))
    #expect(text.contains(#"\u001b"#) && text.contains(#"\u009b"#) && text.contains(#"\u202e"#))
    #expect(text.contains(#"\u007f"#) && text.contains(#"\u2028"#) && text.contains(#"\udb40"#))
    #expect(try JSONValue(parsing: text)["n"]?.string == Self.hostile + "é\u{E0001}")
  }
}
