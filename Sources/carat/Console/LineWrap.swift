import Charts

/// Breaks lines between words, as a terminal does not.
struct LineWrap {
  /// Cells of a line.
  let width: Int

  /// A width of 20 cells at least: below that there is no breaking well.
  init(width: Int) { self.width = max(20, width) }

  /// Cells that the rows of a column must have.
  private static let leastRoom = 24

  /// The start of those rows of a line that do not fit into its first.
  enum Continuation {
    /// At the left edge.
    case edge
    /// Below the last column of the line; where that leaves too little room, a little further in
    /// than the line.
    case column
  }

  /// The text with rows that fit, as far as their words do.
  func lines(of text: String, continuing continuation: Continuation = .edge) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { broken(String($0), continuation) }
      .joined(separator: "\n")
  }

  /// A word, and the spaces before it.
  private struct Piece {
    var spaces: Int
    var word: String
  }

  private func broken(_ line: String, _ continuation: Continuation) -> String {
    guard Self.cells(line) > width else { return line }
    let pieces = Self.pieces(line)
    let margin = continuation == .column ? column(pieces) : 0
    var rows: [String] = []
    var row = ""
    for (index, piece) in pieces.enumerated() {
      let added = String(repeating: " ", count: piece.spaces) + piece.word
      if index > 0, Self.cells(row) + Self.cells(added) > width {
        rows.append(row)
        row = String(repeating: " ", count: margin) + piece.word
      } else {
        row += added
      }
    }
    return (rows + [row]).joined(separator: "\n")
  }

  /// The cell at which the last column begins, which two spaces or more stand before.
  private func column(_ pieces: [Piece]) -> Int {
    var cells = 0
    var last = 0
    for (index, piece) in pieces.enumerated() {
      if index > 0, piece.spaces > 1, cells + piece.spaces + Self.leastRoom <= width {
        last = cells + piece.spaces
      }
      cells += piece.spaces + Self.cells(piece.word)
    }
    return last > 0 ? last : (pieces.first?.spaces ?? 0) + 2
  }

  private static func pieces(_ line: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = line[...]
    while !rest.isEmpty {
      let spaces = rest.prefix { $0 == " " }.count
      let word = rest.dropFirst(spaces).prefix { $0 != " " }
      pieces.append(Piece(spaces: spaces, word: String(word)))
      rest = rest[word.endIndex...]
    }
    return pieces
  }

  /// Cells that a text takes, sequences of colours not counted.
  private static func cells(_ text: String) -> Int {
    var cells = 0
    var rest = text[...]
    while let escape = rest.firstIndex(of: "\u{1B}") {
      cells += String(rest[..<escape]).cells
      rest = rest[escape...].drop { $0 != "m" }.dropFirst()
    }
    return cells + String(rest).cells
  }
}
