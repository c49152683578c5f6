/// Rows of text in aligned columns.
package struct Table {
  /// The side on which a column's text stands.
  package enum Alignment: Sendable { case left, right }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// A table without rows, whose columns stand so.
  package init(_ alignments: [Alignment]) { self.alignments = alignments }

  /// Adds a row; a cell is one line, whatever the name in it.
  ///
  /// Cells beyond the columns stand behind them as they are.
  package mutating func add(_ cells: String...) { rows.append(cells.map(\.oneLine)) }

  /// The rows, two spaces between columns, each line ended.
  package func text(indent: Int = 0) -> String {
    let widths = alignments.indices.map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        guard column < widths.count else { return cell }
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return alignments[column] == .left ? cell + padding : padding + cell
      }
      let line = String(repeating: " ", count: indent) + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }
}
