/// The columns of a line with a bar in a terminal: a label, the bar, a value.
struct BarColumns {
  let labels: Int
  let bars: Int
  let values: Int

  /// The most that values may take.
  static func room(_ style: TerminalStyle) -> Int { style.columns * 2 / 5 }

  /// Columns that fill the lines of `style`; labels are shortened to at most a third of them.
  init(_ style: TerminalStyle, labels texts: [String], values: [String]) {
    let widest = texts.map { $0.printable.cells }.max() ?? 0
    labels = min(widest, style.columns / 3)
    self.values = min(values.map { $0.printable.cells }.max() ?? 0, Self.room(style))
    bars = max(style.columns - labels - self.values - 2, 1)
  }

  /// A line with its label and an empty bar yet.
  func line(_ label: String) -> TerminalLine {
    TerminalLine(label.printable.shortened(toCells: labels).padded(toCells: labels) + " ")
  }

  /// Adds the value at the end of the line.
  func finish(_ line: inout TerminalLine, value: String, ink: TerminalLine.Ink = .plain) {
    line.pad(to: labels + 1 + bars + 1)
    line.append(value.shortened(toCells: values).padded(toCells: values, atStart: true), ink: ink)
  }
}
