import Charts

/// A table in aligned columns, or where it is too wide for that, row by row.
struct TerminalTable {
  /// A line and the cells that it takes, which its text does not tell where there are colours.
  struct Line {
    var text = ""
    var cells = 0
  }

  private let table: ReportTable
  private let ink: TerminalText
  private let widths: [Int]

  /// A table in the look of a text.
  init(_ table: ReportTable, _ ink: TerminalText) {
    var clean = ReportTable(table.caption.printable)
    for column in table.columns {
      clean.addColumn(column.title.printable, column.alignment, isOptional: column.isOptional)
    }
    for row in table.rows {
      clean.add(row.cells.map(\.printable), isTotal: row.isTotal, remark: row.remark)
    }
    self.table = clean
    self.ink = ink
    widths = clean.columns.indices.map { column in
      max(clean.columns[column].title.cells, clean.rows.map { $0.cells[column].cells }.max() ?? 0)
    }
  }

  /// Cells of a line without indent.
  var width: Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }

  /// The table within a width: without optional columns, with a wrapped last column, or row by row,
  /// whatever is needed first.
  func lines(width room: Int, indent: Int) -> [String] {
    if width + indent <= room { return captionLines + plainLines(indent: indent).map(\.text) }
    if let last = table.columns.lastIndex(where: \.isOptional) {
      return TerminalTable(table.keeping { $0 != last }, ink).lines(width: room, indent: indent)
    }
    return captionLines + (hanging(width: room, indent: indent) ?? rowByRow)
  }

  private var captionLines: [String] {
    table.caption.isEmpty ? [] : ink.wrapped(table.caption, indent: 2).map(ink.faint)
  }

  /// The table in aligned columns, without its caption.
  func plainLines(indent: Int) -> [Line] {
    var lines: [Line] = []
    let margin = String(repeating: " ", count: indent)
    if table.hasTitles {
      let head = aligned(table.columns.map(\.title)).joined(separator: "  ").withoutSpacesAtEnd
      lines.append(Line(text: margin + ink.faint(head), cells: indent + head.cells))
    }
    for row in table.rows {
      lines.append(line(row, margin))
      for remark in row.remark.map({ ink.wrapped($0, indent: indent + 2) }) ?? [] {
        lines.append(Line(text: ink.faint(remark), cells: remark.cells))
      }
    }
    return lines
  }

  private func line(_ row: ReportTable.Row, _ margin: String) -> Line {
    var cells = aligned(row.cells)
    while let last = cells.last, last.allSatisfy({ $0 == " " }) { cells.removeLast() }
    if let last = cells.popLast() { cells.append(last.withoutSpacesAtEnd) }
    let plain = cells.joined(separator: "  ")
    let text =
      row.isTotal ? ink.bold(plain) : cells.map(ink.signed).joined(separator: "  ")
    return Line(text: margin + text, cells: margin.cells + plain.cells)
  }

  private func aligned(_ cells: [String]) -> [String] {
    cells.enumerated().map { column, cell in
      cell.padded(
        toCells: widths[column], atStart: table.columns[column].alignment == .right)
    }
  }

  /// The table with its last or first column wrapped, if that one is a text and some width is left
  /// for it.
  private func hanging(width room: Int, indent: Int) -> [String]? {
    guard let last = widths.indices.last else { return nil }
    let isLast = table.columns[last].alignment == .left && widths[last] > (widths.first ?? 0)
    let column = isLast ? last : 0
    let left = room - indent - (width - widths[column])
    guard table.columns[column].alignment == .left, left >= min(24, widths[column]) else {
      return nil
    }
    var narrow = ReportTable("")
    for (index, each) in table.columns.enumerated() {
      let title = index == column ? each.title.shortened(toCells: left) : each.title
      narrow.addColumn(title, each.alignment)
    }
    for row in table.rows {
      let parts = TerminalText.broken(row.cells[column], at: left)
      for (index, part) in (parts.isEmpty ? [""] : parts).enumerated() {
        var cells = index == 0 ? row.cells : row.cells.map { _ in "" }
        cells[column] = part
        narrow.add(
          cells, isTotal: row.isTotal, remark: index == max(0, parts.count - 1) ? row.remark : nil)
      }
    }
    return TerminalTable(narrow, ink).plainLines(indent: indent).map(\.text)
  }

  /// Each row as a few lines of title and value.
  private var rowByRow: [String] {
    // A table of a few sizes in many columns reads better by column.
    if table.columns.count > 4, table.rows.count < 4, table.columns.first?.title.isEmpty == true {
      return TerminalTable(transposed, ink).lines(width: ink.style.columns, indent: 2)
    }
    return table.rows.flatMap { row in
      var lines = ink.wrapped(row.cells.first ?? "", indent: 2).map(ink.bold)
      for (column, cell) in row.cells.enumerated().dropFirst() where !cell.isEmpty {
        let title = table.columns[column].title
        lines += ink.wrapped(title.isEmpty ? cell : "\(title): \(cell)", indent: 4)
      }
      return lines + (row.remark.map { ink.wrapped($0, indent: 4).map(ink.faint) } ?? [])
    }
  }

  private var transposed: ReportTable {
    var turned = ReportTable()
    turned.addColumn("", .left)
    turned.addColumns(table.rows.map { $0.cells[0] })
    for column in table.columns.indices.dropFirst() {
      turned.add([table.columns[column].title] + table.rows.map { $0.cells[column] })
    }
    return turned
  }
}

extension String {
  /// The text without the spaces that it ends with.
  var withoutSpacesAtEnd: String {
    var kept = Substring(self)
    while kept.last == " " { kept.removeLast() }
    return String(kept)
  }
}
