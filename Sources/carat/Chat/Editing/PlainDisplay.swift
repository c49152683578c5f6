import Charts

/// Draws a message on a terminal that can only print: `TERM=dumb`, as inside editors.
struct PlainDisplay {
  private var shown: String?

  /// The bytes that make what stands there into the message: more text, or fewer characters, or all
  /// of it on a new line.
  mutating func draw(_ buffer: LineBuffer, prompt: String) -> String {
    let text = prompt + buffer.text.printable
    defer { shown = text }
    guard let shown else { return text }
    if text.hasPrefix(shown) { return String(text.dropFirst(shown.count)) }
    if shown.hasPrefix(text) {
      let cells = String(shown.dropFirst(text.count)).cells
      return String(repeating: "\u{8} \u{8}", count: cells)
    }
    return "\r\n" + text
  }

  /// The bytes that go to the next line.
  mutating func finish() -> String {
    shown = nil
    return "\r\n"
  }

  /// Forgets what is on the line.
  mutating func forget() { shown = nil }
}
