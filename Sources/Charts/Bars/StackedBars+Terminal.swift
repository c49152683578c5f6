extension StackedBars {
  /// The chart as lines of text, each at most `style.columns` cells wide.
  public func lines(_ style: TerminalStyle) -> [String] {
    let content = StackedBarsContent(self)
    let columns = BarColumns(
      style, labels: content.rows.map(\.label), values: content.rows.map(content.totalText))
    var lines = title.printable.isEmpty ? [] : [TerminalLine(title, ink: .bold)]
    if content.rows.isEmpty { lines.append(TerminalLine(noData, ink: .faint)) }
    if let limit = content.limit {
      lines.append(Self.limitLine(limit, content, columns, style))
    }
    for row in content.rows { lines.append(Self.line(row, content, columns, style)) }
    let entries = content.names.enumerated().map { index, name in
      (sign: Self.sign(index, style), name: name)
    }
    lines += TerminalLegend.lines(entries, style)
    if let note = Drawing.note(of: content.missing) {
      lines += TerminalLegend.wrapped(note, style)
    }
    return lines.map { $0.text(style) }
  }

  /// The cell of the bar in which the limit lies.
  static func limitCell(_ content: StackedBarsContent, _ columns: BarColumns) -> Int? {
    guard let limit = content.limit else { return nil }
    guard content.longest > 0 else { return 0 }
    let place = limit.value / content.longest * Double(columns.bars)
    return min(max(Int(place.rounded(.up)) - 1, 0), columns.bars - 1)
  }

  private static func limitLine(
    _ limit: (label: String, value: Double), _ content: StackedBarsContent, _ columns: BarColumns,
    _ style: TerminalStyle
  ) -> TerminalLine {
    let cell = columns.labels + 1 + (limitCell(content, columns) ?? 0)
    let text = "\(limit.label): \(content.unit.text(limit.value))".printable
    let isBefore = cell + 2 + text.cells > style.columns
    guard isBefore else { return TerminalLine(String(repeating: " ", count: cell) + "▼ " + text) }
    let shown = text.shortened(toCells: max(cell - 1, 0))
    return TerminalLine(shown.padded(toCells: cell - 1, atStart: true) + " ▼")
  }

  private static func line(
    _ row: StackedBarsContent.Row, _ content: StackedBarsContent, _ columns: BarColumns,
    _ style: TerminalStyle
  ) -> TerminalLine {
    var line = columns.line(row.label)
    let bar = StackedBarCells(row, longest: content.longest, cells: columns.bars, style)
    var cells = bar.cells
    if let limit = limitCell(content, columns) {
      while cells.count <= limit { cells.append((" ", .plain)) }
      cells[limit] = ("┃", .bold)
    }
    for cell in cells { line.append(cell.text, ink: cell.ink) }
    let ink: TerminalLine.Ink = row.hasData ? row.isOverLimit ? .bold : .plain : .faint
    columns.finish(&line, value: content.totalText(row), ink: ink)
    return line
  }

  private static func sign(_ index: Int, _ style: TerminalStyle) -> TerminalLine {
    let letter = SeriesSign.letter(index)
    guard style.usesColor else { return TerminalLine(letter + SeriesSign.shade(index)) }
    return TerminalLine(" \(letter) ", ink: .on(index, ink: nil))
  }
}

/// A stacked bar as cells of a terminal.
///
/// With colours, a bar is exact to an eighth of a cell: where two parts meet within a cell, one is
/// drawn upon the other. Without, parts take whole cells and are told apart by shade and letter.
struct StackedBarCells {
  /// Ranges of the parts, in eighths of a cell.
  let spans: [(series: Int, range: Range<Int>)]
  let cells: [(text: String, ink: TerminalLine.Ink)]

  init(_ row: StackedBarsContent.Row, longest: Double, cells count: Int, _ style: TerminalStyle) {
    let fraction = longest > 0 ? row.total / longest : 0
    let grain = style.usesColor ? 1 : 8
    let units = Int((fraction * Double(count * 8 / grain)).rounded())
    // A bar that is not empty is seen.
    let shares = Apportionment.share(max(units, row.total > 0 ? 1 : 0), by: row.parts.map(\.size))
    var start = 0
    spans = zip(row.parts, shares).compactMap { part, share in
      defer { start += share * grain }
      return share > 0 ? (part.series, start..<start + share * grain) : nil
    }
    cells = style.usesColor ? Self.colored(spans) : Self.shaded(spans)
  }

  private static func shaded(
    _ spans: [(series: Int, range: Range<Int>)]
  ) -> [(text: String, ink: TerminalLine.Ink)] {
    spans.flatMap { span in
      let count = span.range.count / 8
      return (0..<count).map { cell in
        let isMiddle = cell == (count - 1) / 2
        let text = isMiddle ? SeriesSign.letter(span.series) : SeriesSign.shade(span.series)
        return (text, TerminalLine.Ink.plain)
      }
    }
  }

  private static func colored(
    _ spans: [(series: Int, range: Range<Int>)]
  ) -> [(text: String, ink: TerminalLine.Ink)] {
    let end = spans.last?.range.upperBound ?? 0
    let letters = Dictionary(
      spans.compactMap { span in letterCell(span.range).map { ($0, span.series) } },
      uniquingKeysWith: { first, _ in first })
    return (0..<(end + 7) / 8).map { cell in
      if let series = letters[cell] { return (SeriesSign.letter(series), .on(series, ink: nil)) }
      return mixed(spans.filter { $0.range.overlaps(cell * 8..<cell * 8 + 8) }, in: cell)
    }
  }

  /// The cell in the middle of a part that lies in it whole, or `nil` if there is none.
  private static func letterCell(_ range: Range<Int>) -> Int? {
    let (first, end) = ((range.lowerBound + 7) / 8, range.upperBound / 8)
    return first < end ? (first + end - 1) / 2 : nil
  }

  /// A cell with the first part that begins in or before it, and the longest that follows.
  private static func mixed(
    _ spans: [(series: Int, range: Range<Int>)], in cell: Int
  ) -> (text: String, ink: TerminalLine.Ink) {
    guard let first = spans.first else { return (" ", .plain) }
    let filled = first.range.upperBound - cell * 8
    if filled >= 8 { return ("█", .series(first.series)) }
    let next = spans.dropFirst().max { $0.range.count < $1.range.count }
    let ink: TerminalLine.Ink =
      next.map { .on($0.series, ink: first.series) } ?? .series(first.series)
    return (BlockBar.partial(filled), ink)
  }
}
