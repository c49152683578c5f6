import Testing

@testable import carat

@Suite("keys of a terminal")
struct KeyDecoderTests {
  private func keys(_ text: String, pieces: Int = .max) -> [Key] { keys(Array(text.utf8), pieces) }

  private func keys(_ bytes: [UInt8], _ pieces: Int = .max) -> [Key] {
    var decoder = KeyDecoder()
    var keys: [Key] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + min(pieces, bytes.count))
      decoder.append(bytes[start..<end])
      while let key = decoder.next() { keys.append(key) }
      start = end
    }
    return keys
  }

  @Test(
    "each terminal's way of sending a key gives the same key",
    arguments: [
      ("\u{1B}[A", Key.up), ("\u{1B}OA", .up), ("\u{1B}[B", .down), ("\u{1B}[C", .right),
      ("\u{1B}[D", .left), ("\u{1B}[1;5D", .wordLeft), ("\u{1B}[1;3C", .wordRight),
      ("\u{1B}b", .wordLeft), ("\u{1B}f", .wordRight), ("\u{1B}[H", .home), ("\u{1B}OH", .home),
      ("\u{1B}[1~", .home), ("\u{1B}[7~", .home), ("\u{1B}[4~", .end), ("\u{1B}[F", .end),
      ("\u{1B}[3~", .delete), ("\u{1B}[3;5~", .deleteWordAfter),
      ("\u{1B}\u{7F}", .deleteWordBefore),
      ("\u{1B}d", .deleteWordAfter), ("\u{1B}\r", .lineBreak), ("\r", .enter), ("\n", .enter),
      ("\t", .tab), ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{1}", .control("a")),
      ("\u{1B}[15~", .other), ("\u{1B}[1;2P", .other), ("\u{1B}x", .other),
    ])
  func names(_ text: String, _ key: Key) {
    #expect(keys(text) == [key])
    #expect(keys(text, pieces: 1) == [key])
    // What follows is not swallowed.
    #expect(keys(text + "q") == [key, .text("q")])
  }

  @Test("text comes whole wherever it is cut, and bytes that are no UTF-8 are shown as such")
  func text() {
    let text = "aé日😀e\u{301}"
    #expect(keys(text) == [.text(text)])
    let parts = keys(text, pieces: 1).map { if case .text(let part) = $0 { part } else { "" } }
    #expect(parts.joined() == text)
    #expect(keys([0x61, 0xFF, 0x62]) == [.text("a\u{FFFD}b")])
    #expect(keys([0xC3, 0x0D]) == [.text("\u{FFFD}"), .enter])
  }

  @Test(
    "a paste is one text with its line breaks, without what steers a terminal",
    arguments: [1, 3, 100])
  func paste(_ pieces: Int) {
    let sent = "a\u{1B}[200~one\rtwo\r\nthree\n\u{1B}[31mred\u{3}\tend\u{1B}[201~\r"
    #expect(
      keys(sent, pieces: pieces) == [
        .text("a"), .paste("one\ntwo\nthree\n[31mred\tend"), .enter,
      ])
  }

  @Test("an unfinished sequence waits, and is passed over when nothing follows")
  func unfinished() {
    var decoder = KeyDecoder()
    decoder.append([0x1B])
    #expect(decoder.next() == nil && decoder.isInsideSequence)
    decoder.giveUp()
    decoder.append([0x61])
    #expect(decoder.next() == .text("a") && !decoder.isInsideSequence)
  }

  @Test("endless and broken sequences end")
  func hostile() {
    #expect(keys("\u{1B}[" + String(repeating: "1;", count: 500) + "A").contains(.other))
    #expect(keys("\u{1B}[999999999999999999999A") == [.up])
    #expect(keys("\u{1B}[1\u{1B}[A") == [.other, .up])
    #expect(keys("\u{1B}\u{1B}[A") == [.other, .up])
  }
}
