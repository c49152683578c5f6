import Charts

/// HTML in which texts from outside are only text.
struct PageText {
  /// The markup so far.
  private(set) var markup = ""

  /// Markup of our own, as it is.
  mutating func append(_ markup: String) { self.markup += markup + "\n" }

  /// An element with a text.
  mutating func element(_ name: String, _ text: String, style: String? = nil) {
    append(Self.element(name, text, style: style))
  }

  /// An element with a text, escaped.
  static func element(_ name: String, _ text: String, style: String? = nil) -> String {
    let attribute = style.map { " class=\"\($0)\"" } ?? ""
    return "<\(name)\(attribute)>\(Element.escaped(text))</\(name)>"
  }

  /// A list.
  mutating func list(_ items: [String], style: String? = nil) {
    let attribute = style.map { " class=\"\($0)\"" } ?? ""
    append("<ul\(attribute)>")
    for item in items { element("li", item) }
    append("</ul>")
  }

  /// The lead and the pieces of a section.
  mutating func content(_ section: ReportSection) {
    if let lead = section.lead { element("p", lead, style: "lead") }
    for block in section.blocks {
      switch block {
      case .table(let each): table(each, named: section.title)
      case .pair(let left, let right):
        append("<div class=\"pair\">")
        table(left, named: section.title + ", " + (left.columns.first?.title ?? ""))
        table(right, named: section.title + ", " + (right.columns.first?.title ?? ""))
        append("</div>")
      case .list(let items): list(items)
      }
    }
  }

  /// A table that scrolls sideways where the page is narrow.
  ///
  /// - Parameter name: What readers that do not see it are told, where it has no caption.
  mutating func table(_ table: ReportTable, named name: String) {
    let table = table.keeping { !table.columns[$0].isBar }
    let label = Element.escaped(table.caption.isEmpty ? name : table.caption)
    append("<div class=\"scroll\" role=\"region\" aria-label=\"\(label)\" tabindex=\"0\"><table>")
    if !table.caption.isEmpty { element("caption", table.caption) }
    if table.hasTitles { append("<thead>" + head(table) + "</thead>") }
    append("<tbody>")
    for row in table.rows { append(self.row(row, table)) }
    append("</tbody></table></div>")
  }

  private func head(_ table: ReportTable) -> String {
    let cells = table.columns.map { column in
      column.title.isEmpty
        ? "<td></td>"
        : "<th scope=\"col\"\(Self.style(column.alignment))>\(Element.escaped(column.title))</th>"
    }
    return "<tr>" + cells.joined() + "</tr>"
  }

  private func row(_ row: ReportTable.Row, _ table: ReportTable) -> String {
    let cells = zip(row.cells, table.columns).enumerated().map { index, cell in
      let (text, column) = cell
      let shown = Element.escaped(text)
      guard index == 0 else {
        return "<td\(Self.style(column.alignment, text))>\(shown)</td>"
      }
      let remark = row.remark.map { PageText.element("small", $0) } ?? ""
      let style = text.count <= 26 ? " class=\"short\"" : ""
      return "<th scope=\"row\"\(style)>\(shown)\(remark)</th>"
    }
    return "<tr\(row.isTotal ? " class=\"total\"" : "")>" + cells.joined() + "</tr>"
  }

  private static func style(_ alignment: ReportTable.Alignment, _ text: String = "") -> String {
    let sign = text.hasPrefix("✓") ? "yes" : text.hasPrefix("✗") ? "no" : ""
    let names = [alignment == .right ? "number" : "", sign].filter { !$0.isEmpty }
    return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
  }
}
