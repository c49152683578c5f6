/// A table in Markdown whose columns line up in plain text as well.
public struct MarkdownTable: Sendable {
  /// The side on which the text of a column begins.
  public enum Alignment: Sendable {
    /// Text.
    case left
    /// Figures.
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]]

  /// A table with these columns and no rows.
  public init(_ columns: KeyValuePairs<String, Alignment>) {
    alignments = columns.map(\.value)
    rows = [columns.map(\.key)]
  }

  /// Adds a row; cells beyond the columns are left out, missing ones stay empty.
  public mutating func add(_ cells: String...) {
    let cells = cells.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }
    let missing = max(0, alignments.count - cells.count)
    rows.append(Array(cells.prefix(alignments.count)) + Array(repeating: "", count: missing))
  }

  /// The table, each line ended.
  public var text: String {
    let widths = alignments.indices.map { column in
      max(3, rows.map { $0[column].count }.max() ?? 0)
    }
    var lines = rows.map { row in
      zip(row, zip(widths, alignments)).map { cell, form in Self.padded(cell, form.0, form.1) }
    }
    let rule = zip(widths, alignments).map { width, alignment in
      String(repeating: "-", count: width - 1) + (alignment == .right ? ":" : "-")
    }
    lines.insert(rule, at: 1)
    return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  private static func padded(_ text: String, _ width: Int, _ alignment: Alignment) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return alignment == .right ? space + text : text + space
  }
}
