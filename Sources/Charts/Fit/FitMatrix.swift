/// A table that says what fits where, such as precisions against accelerators.
///
/// A state is shown by a sign and a word as well as by a colour. In a page it is a table, not a
/// picture, so that a reader can go through it cell by cell.
public struct FitMatrix: Chart {
  /// The degree to which something fits.
  public enum State: Sendable, Hashable, CaseIterable {
    /// It fits, with room to spare.
    case fits
    /// It fits, with little room.
    case tight
    /// It does not fit.
    case doesNotFit
    /// It is not known.
    case unknown
  }

  /// A cell of the table.
  public struct Cell: Sendable, Hashable {
    /// Text in the cell beside the sign; may be empty.
    public var text: String
    /// State that the sign stands for.
    public var state: State
    /// More about the cell, shown when pointed at, or `nil`.
    public var tooltip: String?

    /// A cell.
    public init(_ text: String, _ state: State, tooltip: String? = nil) {
      self.text = text
      self.state = state
      self.tooltip = tooltip
    }
  }

  /// A row of the table.
  public struct Row: Sendable, Hashable {
    /// Subject of the row.
    public var label: String
    /// A cell for each column; missing ones are unknown.
    public var cells: [Cell]

    /// A row with these cells.
    public init(_ label: String, _ cells: [Cell]) {
      self.label = label
      self.cells = cells
    }
  }

  /// Subject of the table.
  public var title: String
  /// Names of the columns; a cell beyond them has a column without a name.
  public var columns: [String]
  /// The rows, from top to bottom.
  public var rows: [Row]
  /// The `id` of the table in a page, or `nil` for one made from the title.
  public var identifier: String?

  /// A table of these rows.
  ///
  /// Charts with the same title on one page need an `identifier` each.
  public init(title: String, columns: [String], rows: [Row], identifier: String? = nil) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.identifier = identifier
  }

  /// The names of all columns that have a name or a cell.
  var allColumns: [String] {
    let count = max(columns.count, rows.map(\.cells.count).max() ?? 0)
    return columns + (columns.count..<count).map { _ in "" }
  }

  /// The cell of a row in a column.
  func cell(_ row: Row, _ column: Int) -> Cell {
    column < row.cells.count ? row.cells[column] : Cell("", .unknown)
  }
}

extension FitMatrix.State {
  /// The sign of the state, one cell wide in a terminal.
  public var sign: String {
    switch self {
    case .fits: "✓"
    case .tight: "~"
    case .doesNotFit: "✗"
    case .unknown: "?"
    }
  }

  /// The state in words.
  public var words: String {
    switch self {
    case .fits: "fits"
    case .tight: "tight"
    case .doesNotFit: "does not fit"
    case .unknown: "unknown"
    }
  }

  /// The style class of cells in this state.
  var styleClass: String {
    switch self {
    case .fits: "chart-fits"
    case .tight: "chart-tight"
    case .doesNotFit: "chart-does-not-fit"
    case .unknown: "chart-unknown"
    }
  }

  /// The look of the state in a terminal with colours.
  var ink: TerminalLine.Ink {
    switch self {
    case .fits: .series(Palette.bluishGreen.rawValue)
    case .tight: .series(Palette.orange.rawValue)
    case .doesNotFit: .series(Palette.vermillion.rawValue)
    case .unknown: .faint
    }
  }
}
