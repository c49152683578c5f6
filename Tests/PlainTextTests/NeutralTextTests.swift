import PlainText
import Testing

/// The effect of names and words from outside on a terminal: none.
@Suite("Neutral text")
struct NeutralTextTests {
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

  @Test("what steers a terminal is spelled out, and the rest is as it was")
  func spelled() {
    #expect("plain, naïve, 漢字, 👩‍🔬, می‌خواهم".oneLine == "plain, naïve, 漢字, 👩‍🔬, می‌خواهم")
    #expect("a\u{1B}[2Jb".oneLine == "a\\u{1B}[2Jb")
    #expect("a\nb\r\tc".oneLine == "a\\nb\\r\\tc")
    #expect("a\nb\tc\u{9B}".severalLines == "a\nb\tc\\u{9B}")
    #expect("x\u{202E}y\u{200D}z".oneLine == "x\\u{202E}y\\u{200D}z")
    #expect(isNeutral(Self.hostile.oneLine) && !Self.hostile.oneLine.contains("\n"))
    for value in (0..<0x20).map({ $0 }) + Array(0x7F..<0xA0) + Array(0x202A...0x202E) {
      let text = Unicode.Scalar(UInt32(value)).map { "a\(Character($0))b" } ?? ""
      #expect(isNeutral(text.oneLine), "\(value)")
    }
  }

  @Test("a model's own words keep their lines and marks, without what steers a terminal")
  func answers() {
    #expect("a\n\tb\u{1B}[2J\u{9B}c👩‍🔬\u{200F}".withoutControls == "a\n\tb[2Jc👩‍🔬\u{200F}")
  }

  @Test("styles of ours become sequences, and those within a name do not")
  func styles() {
    let style = TextStyle(isColored: true)
    // U+FDD0, which no literal may hold.
    let forged = String(decoding: [0xEF, 0xB7, 0x90], as: UTF8.self) + "1m"
    let text = style.bold("a\u{1B}[31mb") + style.dimming(true) + " \(forged)" + style.accent("")
    #expect(
      TextStyle.rendered(text, \.oneLine)
        == "\u{1B}[1ma\\u{1B}[31mb\u{1B}[0m\u{1B}[2m \\u{FDD0}1m\u{1B}[1;36m\u{1B}[0m")
    #expect(TextStyle.rendered(forged + "x", \.oneLine) == "\\u{FDD0}1mx")
    #expect(TextStyle(isColored: false).bold("x") == "x")
  }

  @Test("a message has a bound, whatever a file puts into it")
  func length() {
    let text = String(repeating: "x", count: 1_000_000).messageLength
    #expect(text.count < 8_100 && text.contains("992000 more"))
  }
}
