import Charts

/// Lines for a terminal that are never wider than its style says, and read as well without colour.
struct TerminalText {
  let style: TerminalStyle
  private(set) var lines: [String] = []

  /// A text without lines.
  init(_ style: TerminalStyle) { self.style = style }

  /// The lines as one text.
  var text: String { lines.map { $0 + "\n" }.joined() }

  /// An empty line, unless there is nothing above it or it is empty already.
  mutating func space() {
    if let last = lines.last, !last.isEmpty { lines.append("") }
  }

  /// A heading.
  mutating func heading(_ text: String) {
    space()
    lines += wrapped(text, indent: 0).map(bold)
  }

  /// Sentences, each wrapped.
  mutating func paragraph(_ text: String, indent: Int = 2, isFaint: Bool = false) {
    for line in wrapped(text, indent: indent) { lines.append(isFaint ? faint(line) : line) }
  }

  /// Sentences with a sign before each.
  mutating func list(_ items: [String]) {
    for item in items {
      for (index, line) in wrapped(item, indent: 4).enumerated() {
        lines.append(index == 0 ? "  - " + line.dropFirst(4) : line)
      }
    }
  }

  /// Lines as they are; they must not be wider than the style says.
  mutating func append(_ more: [String]) { lines += more }

  /// A table.
  mutating func table(_ table: ReportTable) {
    lines += TerminalTable(table, self).lines(width: style.columns, indent: 2)
  }

  /// A section.
  mutating func write(_ section: ReportSection) {
    heading(section.title)
    if let lead = section.lead { paragraph(lead) }
    for block in section.blocks { write(block) }
  }

  /// A piece of a section.
  mutating func write(_ block: ReportSection.Block) {
    switch block {
    case .table(let each): table(each)
    case .pair(let left, let right): pair(left, right)
    case .list(let items): list(items)
    }
  }

  /// Two tables side by side where there is room, else one below the other.
  mutating func pair(_ left: ReportTable, _ right: ReportTable) {
    let (first, second) = (TerminalTable(left, self), TerminalTable(right, self))
    guard first.width + 4 + second.width + 2 <= style.columns else {
      let (names, others) = (left.keeping { $0 < 2 }, right.keeping { $0 < 2 })
      if left.columns.count > 2,
        TerminalTable(names, self).width + 6
          + TerminalTable(others, self).width <= style.columns
      {
        return pair(names, others)
      }
      table(left)
      space()
      return table(right)
    }
    let (leftLines, rightLines) = (first.plainLines(indent: 2), second.plainLines(indent: 0))
    for index in 0..<max(leftLines.count, rightLines.count) {
      let start = index < leftLines.count ? leftLines[index] : TerminalTable.Line()
      let end = index < rightLines.count ? rightLines[index] : TerminalTable.Line()
      let gap = String(repeating: " ", count: max(0, first.width + 6 - start.cells))
      lines.append((start.text + (end.text.isEmpty ? "" : gap + end.text)))
    }
  }
}

extension TerminalText {
  /// The text in lines that fill the width, each after `indent` spaces.
  func wrapped(_ text: String, indent: Int) -> [String] {
    let room = max(style.columns - indent, 8)
    let margin = String(repeating: " ", count: min(indent, max(style.columns - room, 0)))
    return Self.broken(text.printable, at: room).map { margin + $0 }
  }

  /// The text broken at spaces, and within words that are longer than a line.
  static func broken(_ text: String, at room: Int) -> [String] {
    var (lines, line, used) = ([String](), "", 0)
    for word in text.split(separator: " ") {
      var rest = String(word)
      if !line.isEmpty, used + 1 + rest.cells > room {
        lines.append(line)
        (line, used) = ("", 0)
      }
      while rest.cells > room {
        let part = beginning(of: rest, cells: room)
        lines.append(part)
        rest = String(rest.dropFirst(part.count))
      }
      line += (line.isEmpty ? "" : " ") + rest
      used = line.cells
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// Beginning of a text with as many characters as the room holds, at least one.
  private static func beginning(of text: String, cells room: Int) -> String {
    var (part, used) = ("", 0)
    for character in text {
      let cells = String(character).cells
      if used + cells > room, !part.isEmpty { break }
      part.append(character)
      used += cells
    }
    return part
  }

  /// A text in bold, where there are colours.
  func bold(_ text: String) -> String { ink(text, "1") }
  /// A text in a faint colour.
  func faint(_ text: String) -> String { ink(text, "2") }

  /// A cell in the colour of its sign.
  func signed(_ text: String) -> String {
    switch text.drop(while: { $0 == " " }).first {
    case "✓": ink(text, "32")
    case "✗": ink(text, "1;31")
    default: text
    }
  }

  private func ink(_ text: String, _ codes: String) -> String {
    guard style.usesColor, !text.isEmpty else { return text }
    return "\u{1B}[\(codes)m\(text)\u{1B}[0m"
  }
}
