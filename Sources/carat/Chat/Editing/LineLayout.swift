import Charts

/// A message in the rows of a terminal.
struct LineLayout: Equatable {
  /// Rows, each at most as wide as the terminal; the first begins with the prompt.
  private(set) var rows: [String] = []
  /// Cells that each row takes.
  private(set) var widths: [Int] = []
  /// The row and the column of the cursor.
  private(set) var cursor = (row: 0, column: 0)

  /// Breaks a message into rows.
  ///
  /// - Parameters:
  ///   - prompt: What stands before it, without control codes.
  ///   - columns: Cells of a row; less than four count as four.
  init(_ buffer: LineBuffer, prompt: String, columns: Int) {
    let columns = max(columns, 4)
    let indent = min(prompt.cells, columns / 2)
    var (row, width) = (prompt, prompt.cells)
    func isAt(_ place: Int) -> Bool { place == buffer.cursor }
    for (place, character) in buffer.characters.enumerated() {
      if isAt(place) { cursor = (rows.count, width) }
      if character.isNewline {
        close(&row, &width, next: String(repeating: " ", count: indent))
        continue
      }
      let shown = Self.shown(character)
      let cells = shown.cells
      if width + cells > columns {
        close(&row, &width, next: "")
        if isAt(place) { cursor = (rows.count, 0) }
      }
      row += shown
      width += cells
    }
    if isAt(buffer.characters.count) { cursor = (rows.count, width) }
    close(&row, &width, next: "")
    // The cursor after a full row stands at the beginning of the next.
    guard cursor.column >= columns else { return }
    cursor = (cursor.row + 1, 0)
    if cursor.row == rows.count {
      rows.append("")
      widths.append(0)
    }
  }

  private mutating func close(_ row: inout String, _ width: inout Int, next: String) {
    rows.append(row)
    widths.append(width)
    (row, width) = (next, next.cells)
  }

  /// A character as it is drawn: tabs have no width of their own, and what steers a terminal is
  /// left out.
  private static func shown(_ character: Character) -> String {
    character == "\t" ? "    " : String(character).printable
  }

  static func == (left: LineLayout, right: LineLayout) -> Bool {
    left.rows == right.rows && left.cursor == right.cursor
  }

  /// The row that the cursor stands in once a terminal of another width has broken these rows anew.
  func cursorRow(afterResizingTo columns: Int, from first: Int) -> Int {
    let columns = max(columns, 1)
    let above = widths[first..<cursor.row].reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
    return above + cursor.column / columns
  }
}
