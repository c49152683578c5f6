import Charts
import PlainText
import Testing

@testable import carat

@Suite("drawing a message")
struct LineDisplayTests {
  /// The part of a terminal that the editor uses: cells, a cursor, and the sequences that move it.
  private struct Screen {
    var rows: [[Character]]
    var row = 0
    var column = 0
    let columns: Int

    init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = Array(repeating: [], count: rows)
    }

    var lines: [String] {
      rows.map { String($0).replacing("\u{0}", with: "") }.map { line in
        String(line.reversed().drop { $0 == " " }.reversed())
      }
    }

    mutating func take(_ text: String) {
      var rest = Array(text.unicodeScalars)[...]
      while let first = rest.popFirst() {
        switch first {
        case "\r": column = 0
        case "\n": lineFeed()
        case "\u{1B}":
          rest.removeFirst()
          let digits = rest.prefix { $0.properties.numericType != nil }
          rest.removeFirst(digits.count)
          let count = Int(String(String.UnicodeScalarView(digits))) ?? 1
          act(rest.removeFirst(), count)
        default: put(Character(first))
        }
      }
    }

    private mutating func lineFeed() {
      row += 1
      guard row == rows.count else { return }
      rows.removeFirst()
      rows.append([])
      row -= 1
    }

    private mutating func act(_ final: Unicode.Scalar, _ count: Int) {
      switch final {
      case "A": row = max(0, row - count)
      case "B": row = min(rows.count - 1, row + count)
      case "C": column = min(columns - 1, column + count)
      case "J":
        rows[row] = Array(rows[row].prefix(column))
        for below in (row + 1)..<max(row + 1, rows.count) { rows[below] = [] }
      default: break
      }
    }

    private mutating func put(_ character: Character) {
      let cells = String(character).cells
      if column + cells > columns {
        column = 0
        lineFeed()
      }
      while rows[row].count < column + cells { rows[row].append(" ") }
      rows[row][column] = character
      if cells == 2 { rows[row][column + 1] = "\u{0}" }
      column += cells
    }
  }

  private let prompt = "> "

  private func buffer(_ text: String, left: Int = 0) -> LineBuffer {
    var buffer = LineBuffer()
    buffer.insert(text)
    for _ in 0..<left { buffer.moveLeft() }
    return buffer
  }

  /// Draws one message after another and gives back the screen.
  private func screen(_ drawn: [LineBuffer], columns: Int = 10, rows: Int = 6) -> Screen {
    var screen = Screen(columns: columns, rows: rows)
    var display = LineDisplay(style: TextStyle(isColored: false))
    for buffer in drawn {
      screen.take(display.draw(buffer, prompt: prompt, size: .init(columns: columns, rows: rows)))
    }
    return screen
  }

  @Test("what was drawn before leaves nothing behind, wide characters included")
  func erasing() {
    let seen = screen([buffer("日本語"), buffer("日"), buffer("")])
    #expect(seen.lines[0] == ">" && seen.column == 2)
    let wrapped = screen([buffer(String(repeating: "x", count: 30)), buffer("ab")])
    #expect(wrapped.lines == ["> ab", "", "", "", "", ""] && wrapped.row == 0)
  }

  @Test(
    "rows break at the width, never inside a wide character, and the cursor stands where it types")
  func breaking() {
    let seen = screen([buffer("1234567日x", left: 1)])
    #expect(seen.lines[0] == "> 1234567" && seen.lines[1] == "日x")
    #expect(seen.row == 1 && seen.column == 2)
    let full = screen([buffer("12345678")])
    #expect(full.row == 1 && full.column == 0)
    let lines = screen([buffer("a\nb")])
    #expect(lines.lines[0] == "> a" && lines.lines[1] == "  b")
  }

  @Test("a message longer than the screen is seen around the cursor")
  func window() {
    let long = (1...20).map(String.init).joined(separator: "\n")
    let seen = screen([buffer(long)], rows: 4)
    #expect(seen.lines == ["  17", "  18", "  19", "  20"] && seen.row == 3)
    let above = screen([buffer(long), buffer(long, left: long.count)], rows: 4)
    #expect(above.lines == ["> 1", "  2", "  3", "  4"] && above.row == 0)
  }

  @Test("characters that steer a terminal are not drawn")
  func controls() {
    let seen = screen([buffer("a\u{202E}b\u{9B}c")])
    #expect(seen.lines[0] == "> abc")
  }

  @Test("a terminal that can only print gets text and backspaces")
  func plain() {
    var display = PlainDisplay()
    #expect(display.draw(buffer("ab"), prompt: "> ") == "> ab")
    #expect(display.draw(buffer("abc"), prompt: "> ") == "c")
    #expect(display.draw(buffer("a"), prompt: "> ") == "\u{8} \u{8}\u{8} \u{8}")
    #expect(display.draw(buffer("x"), prompt: "> ") == "\r\n> x")
    #expect(display.finish() == "\r\n")
  }
}
