/// A line of text for a terminal, in pieces of one look each.
struct TerminalLine {
  /// The look of a piece where there are colours.
  enum Ink: Hashable {
    case plain
    case bold
    case faint
    /// The colour of a series.
    case series(Int)
    /// The colour of one series as the ground, with text in that of another or, if `nil`, readable
    /// on it.
    case on(Int, ink: Int?)

    /// The parameters of the escape sequence (ECMA-48, select graphic rendition).
    var codes: String {
      switch self {
      case .plain: ""
      case .bold: "1"
      case .faint: "2"
      case .series(let index):
        Palette(series: index).terminalColor.map { "38;5;\($0)" } ?? ""
      case .on(let index, let ink):
        background(index, ink: ink)
      }
    }

    private func background(_ index: Int, ink: Int?) -> String {
      let color = Palette(series: index)
      // The colour of the terminal's text as a background is what "inverse" is for.
      guard let back = color.terminalColor else { return "7" }
      let front = ink.map { Palette(series: $0).terminalColor } ?? (color.needsWhiteText ? 231 : 16)
      return (front.map { "38;5;\($0);" } ?? "") + "48;5;\(back)"
    }
  }

  private(set) var pieces: [(text: String, ink: Ink)] = []
  /// Cells that the line takes.
  private(set) var cells = 0

  /// A line with one piece, or none if the text is empty.
  init(_ text: String = "", ink: Ink = .plain) { append(text, ink: ink) }

  /// Adds a piece, without the characters that a terminal could take for commands.
  mutating func append(_ text: String, ink: Ink = .plain) {
    let clean = text.printable
    guard !clean.isEmpty else { return }
    cells += clean.cells
    if let last = pieces.last, last.ink == ink {
      pieces[pieces.count - 1].text += clean
    } else {
      pieces.append((clean, ink))
    }
  }

  /// Adds spaces until the line takes `count` cells.
  mutating func pad(to count: Int) {
    append(String(repeating: " ", count: max(count - cells, 0)))
  }

  /// The line as it is printed: not wider than the style says, without spaces at its end.
  func text(_ style: TerminalStyle) -> String {
    var room = style.columns
    var output = ""
    var waiting = ""
    for (index, piece) in pieces.enumerated() where room > 0 {
      let isLast = index == pieces.count - 1
      let shown =
        isLast || piece.text.cells > room ? piece.text.shortened(toCells: room) : piece.text
      room -= shown.cells
      let codes = style.usesColor ? piece.ink.codes : ""
      if codes.isEmpty, shown.allSatisfy({ $0 == " " }) {
        waiting += shown
        continue
      }
      output += waiting + (codes.isEmpty ? shown : "\u{1B}[\(codes)m\(shown)\u{1B}[0m")
      waiting = ""
    }
    while output.last == " " { output.removeLast() }
    return output
  }
}

/// Letters that stand for series where a bar or a line cannot be told by its colour.
enum SeriesSign {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  private static let shades: [Character] = ["█", "▓", "▒", "░"]

  /// The letter of the series at `index`; beyond 52 they begin again.
  static func letter(_ index: Int) -> String { String(letters[index % letters.count]) }

  /// Character that fills the bars of the series where there are no colours.
  static func shade(_ index: Int) -> String { String(shades[index % shades.count]) }
}

/// A horizontal bar of whole and partial blocks.
enum BlockBar {
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// A bar `count` eighths of a cell long.
  static func text(eighths count: Int) -> String {
    String(repeating: "█", count: max(count, 0) / 8) + eighths[max(count, 0) % 8]
  }

  /// The block that fills so many eighths of a cell from the left, 1 to 7.
  static func partial(_ count: Int) -> String { eighths[min(max(count, 0), 7)] }
}
