import Charts

/// Markdown in which texts from outside are only text.
struct MarkdownText {
  /// The document so far.
  private(set) var text = ""

  /// A heading; 1 is the highest level.
  mutating func heading(_ title: String, level: Int) {
    space()
    text += String(repeating: "#", count: level) + " " + Self.escaped(title) + "\n"
  }

  /// A sentence on its own.
  mutating func paragraph(_ sentence: String) {
    space()
    text += Self.escaped(sentence) + "\n"
  }

  /// A list.
  mutating func list(_ items: [String]) {
    space()
    for item in items { text += "- " + Self.escaped(item) + "\n" }
  }

  /// A section with all its tables.
  mutating func section(_ section: ReportSection, level: Int) {
    heading(section.title, level: level)
    if let lead = section.lead { paragraph(lead) }
    for block in section.blocks {
      switch block {
      case .table(let each): table(each)
      case .pair(let left, let right):
        table(left)
        table(right)
      case .list(let items): list(items)
      }
    }
  }

  /// A table; remarks on its rows stand in a column of their own.
  mutating func table(_ table: ReportTable) {
    if !table.caption.isEmpty { paragraph(table.caption) }
    space()
    let hasRemarks = table.rows.contains { $0.remark != nil }
    let titles = table.columns.map { Self.escaped($0.title) } + (hasRemarks ? ["how"] : [])
    let rules =
      table.columns.map { $0.alignment == .left ? ":---" : "---:" } + (hasRemarks ? [":---"] : [])
    append(titles)
    append(rules)
    for row in table.rows {
      let cells = row.cells.map { cell in
        let text = Self.escaped(cell)
        return row.isTotal && !text.isEmpty ? "**\(text)**" : text
      }
      append(cells + (hasRemarks ? [Self.escaped(row.remark ?? "")] : []))
    }
  }

  private mutating func append(_ cells: [String]) {
    text += "| " + cells.joined(separator: " | ") + " |\n"
  }

  private mutating func space() {
    if !text.isEmpty { text += "\n" }
  }

  /// The text without anything that Markdown or HTML takes for a sign.
  static func escaped(_ text: String) -> String {
    var output = ""
    var previous: Character = " "
    let characters = Array(text.printable)
    for (index, character) in characters.enumerated() {
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      switch character {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\\", "|", "*", "`", "[", "]", "#", "~", "$": output += "\\\(character)"
      // Within a word such as `q4_k_m` it is no sign.
      case "_" where !(isWordPart(previous) && isWordPart(next)): output += "\\_"
      case "-" where index == 0, "+" where index == 0, "=" where index == 0:
        output += "\\\(character)"
      default: output.append(character)
      }
      previous = character
    }
    return output
  }

  private static func isWordPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }
}
