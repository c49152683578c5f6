/// A table of a report, before it is written for a terminal, in Markdown or as a page.
struct ReportTable: Sendable, Hashable {
  /// The side on which a column's text stands.
  enum Alignment: Sendable, Hashable { case left, right }

  /// A column.
  struct Column: Sendable, Hashable {
    /// Meaning of the cells, with their unit.
    var title: String
    /// Numbers stand on the right.
    var alignment: Alignment
    /// Tells whether a narrow terminal may leave the column out.
    var isOptional: Bool
    /// Tells whether the cells are bars of blocks, which a page has better pictures for.
    var isBar: Bool
  }

  /// A row.
  struct Row: Sendable, Hashable {
    /// A text for each column.
    var cells: [String]
    /// Tells whether the row adds up those above it.
    var isTotal: Bool
    /// A formula, a source or an explanation, or `nil`.
    var remark: String?
  }

  /// Caption on what the table shows; may be empty.
  var caption: String
  /// The columns, from left to right.
  private(set) var columns: [Column] = []
  /// The rows, from top to bottom.
  private(set) var rows: [Row] = []

  /// A table without columns and rows.
  init(_ caption: String = "") { self.caption = caption }

  /// Adds a column.
  mutating func addColumn(
    _ title: String, _ alignment: Alignment = .right, isOptional: Bool = false, isBar: Bool = false
  ) {
    columns.append(
      Column(title: title, alignment: alignment, isOptional: isOptional, isBar: isBar))
  }

  /// Adds columns of numbers.
  mutating func addColumns(_ titles: [String]) {
    for title in titles { addColumn(title) }
  }

  /// Adds a row; missing cells are empty.
  mutating func add(_ cells: [String], isTotal: Bool = false, remark: String? = nil) {
    let missing = max(0, columns.count - cells.count)
    let whole = cells.prefix(columns.count) + [String](repeating: "", count: missing)
    rows.append(Row(cells: Array(whole), isTotal: isTotal, remark: remark))
  }

  /// Tells whether any column has a title.
  var hasTitles: Bool { columns.contains { !$0.title.isEmpty } }

  /// The table with only some of its columns.
  func keeping(_ isKept: (Int) -> Bool) -> ReportTable {
    let kept = columns.indices.filter(isKept)
    var table = ReportTable(caption)
    table.columns = kept.map { columns[$0] }
    table.rows = rows.map { row in
      Row(cells: kept.map { row.cells[$0] }, isTotal: row.isTotal, remark: row.remark)
    }
    return table
  }
}
