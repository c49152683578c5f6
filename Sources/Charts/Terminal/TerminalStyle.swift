/// The settings of a chart written in a terminal.
public struct TerminalStyle: Sendable, Hashable {
  /// Cells in a line, 20 to 1000.
  public let columns: Int
  /// Tells whether colours are written as escape sequences; charts can be read without them.
  public let usesColor: Bool

  /// A style; a width outside 20 to 1000 becomes the nearest of the two.
  public init(columns: Int = 80, usesColor: Bool = false) {
    self.columns = min(max(columns, 20), 1000)
    self.usesColor = usesColor
  }
}
