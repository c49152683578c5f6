import PlainText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Draws a message where it is being written, again and again.
struct LineDisplay {
  /// Columns and rows of a terminal.
  struct Size: Equatable {
    var columns: Int
    var rows: Int

    /// The size of the terminal behind a descriptor; 80 by 24 where it does not tell.
    static func of(_ descriptor: Int32) -> Size {
      var size = winsize()
      guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
        return Size(columns: 80, rows: 24)
      }
      return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
  }

  private let style: TextStyle
  /// State of the screen: the rows, the first of them that is shown, and for which size.
  private var shown: (layout: LineLayout, first: Int, size: Size)?
  /// Tells whether the line may hold what somebody else has written.
  private var isSoiled = false

  init(style: TextStyle) { self.style = style }

  /// The bytes that show a message in place of what was drawn before.
  mutating func draw(_ buffer: LineBuffer, prompt: String, size: Size) -> String {
    let layout = LineLayout(buffer, prompt: prompt, columns: size.columns)
    if let shown, shown.layout == layout, shown.size == size { return "" }
    let height = max(1, size.rows)
    // Rows above the screen cannot be drawn again, so a long message is seen through a window.
    var first = min(shown?.first ?? 0, layout.cursor.row)
    first = max(first, layout.cursor.row - height + 1)
    let end = min(first + height, layout.rows.count)
    var rows = Array(layout.rows[first..<end])
    if first == 0, let row = rows.first, row.hasPrefix(prompt) {
      rows[0] = TextStyle.rendered(style.accent(prompt), \.self) + row.dropFirst(prompt.count)
    }
    var text = erase(size) + rows.joined(separator: "\r\n")
    text += Self.up(end - 1 - layout.cursor.row) + "\r" + Self.right(layout.cursor.column)
    shown = (layout, first, size)
    isSoiled = false
    return text
  }

  /// The bytes that leave the message as it is and go below it.
  mutating func finish() -> String {
    defer { shown = nil }
    guard let shown else { return "" }
    let last = min(shown.first + max(1, shown.size.rows), shown.layout.rows.count) - 1
    let down = max(0, last - shown.layout.cursor.row)
    return (down > 0 ? "\u{1B}[\(down)B" : "") + "\r\n"
  }

  /// Forgets what is on the screen, since something else has written there.
  mutating func forget() {
    shown = nil
    isSoiled = true
  }

  /// Goes to where the message begins and clears from there.
  private func erase(_ size: Size) -> String {
    guard let shown else { return isSoiled ? "\r\u{1B}[J" : "" }
    let row =
      shown.size == size
      ? shown.layout.cursor.row - shown.first
      : shown.layout.cursorRow(afterResizingTo: size.columns, from: shown.first)
    return Self.up(row) + "\r\u{1B}[J"
  }

  private static func up(_ count: Int) -> String { count > 0 ? "\u{1B}[\(count)A" : "" }
  private static func right(_ count: Int) -> String { count > 0 ? "\u{1B}[\(count)C" : "" }
}
