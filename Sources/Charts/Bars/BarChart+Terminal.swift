extension BarChart {
  /// The chart as lines of text, each at most `style.columns` cells wide.
  public func lines(_ style: TerminalStyle) -> [String] {
    let content = BarChartContent(self)
    let texts = Self.aligned(content, style)
    let columns = BarColumns(
      style, labels: content.rows.map(\.label), values: texts.flatMap { $0 })
    var lines = title.printable.isEmpty ? [] : [TerminalLine(title, ink: .bold)]
    if content.valueTexts.isEmpty { lines.append(TerminalLine(noData, ink: .faint)) }
    for (row, texts) in zip(content.rows, texts) {
      for (index, text) in texts.enumerated() {
        lines.append(Self.line(row, index, longest: content.longest, columns, text: text))
      }
    }
    let entries = content.names.enumerated().map { index, name in
      (sign: TerminalLine(SeriesSign.letter(index), ink: .series(index)), name: name)
    }
    lines += TerminalLegend.lines(entries, style)
    return lines.map { $0.text(style) }
  }

  /// Texts beside each bar of each group: values below values, remarks below remarks, which take
  /// the room that values leave.
  private static func aligned(_ content: BarChartContent, _ style: TerminalStyle) -> [[String]] {
    let values = content.rows.map { row in
      row.values.map { ($0.map(content.unit.text) ?? noData).printable }
    }
    let room = BarColumns.room(style) - 2 - (values.flatMap { $0 }.map(\.cells).max() ?? 0)
    let remarks = content.rows.map { $0.note.printable.shortened(toCells: room) }
    let width = remarks.map(\.cells).max() ?? 0
    return zip(values, remarks).map { values, remark in
      values.enumerated().map { index, value in
        let shown = index == values.count - 1 ? remark : ""
        return width == 0 ? value : value + "  " + shown.padded(toCells: width, atStart: true)
      }
    }
  }

  /// One bar: its series' letter, then blocks; the label of the group stands before its first.
  private static func line(
    _ row: BarChartContent.Row, _ index: Int, longest: Double, _ columns: BarColumns, text: String
  ) -> TerminalLine {
    var line = columns.line(index == 0 ? row.label : "")
    line.append(SeriesSign.letter(index), ink: .series(index))
    let room = max(columns.bars - 2, 0)
    if let value = row.values[index], value > 0, room > 0 {
      let eighths = Int((value / longest * Double(room * 8)).rounded())
      line.append(" ")
      line.append(BlockBar.text(eighths: max(eighths, 1)), ink: .series(index))
    }
    let ink: TerminalLine.Ink = row.values[index] == nil ? .faint : .plain
    columns.finish(&line, value: text, ink: ink)
    return line
  }
}
