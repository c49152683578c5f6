import PlainText

extension JSONValue {
  /// The document for people: members of the outer object on lines of their own, lists of plain
  /// values on one.
  ///
  /// Numbers that are not finite are `null`, and what a terminal would act upon is written as
  /// an escape.
  package var indented: String {
    var text = ""
    IndentedWriter.append(self, to: &text, indent: 0)
    return text
  }
}

private enum IndentedWriter {
  static func append(_ value: JSONValue, to text: inout String, indent: Int) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .decimal(let value): text += value
    case .string(let value): append(value, to: &text)
    case .array(let items):
      let isFlat = items.allSatisfy { !isContainer($0) }
      list(items, "[", "]", isFlat: isFlat, to: &text, indent) { item, text, indent in
        append(item, to: &text, indent: indent)
      }
    case .object(let members):
      let isFlat =
        indent > 0 && members.allSatisfy { !isContainer($0.value) || isFlatArray($0.value) }
      list(Array(members), "{", "}", isFlat: isFlat, to: &text, indent) { member, text, indent in
        append(member.key, to: &text)
        text += ": "
        append(member.value, to: &text, indent: indent)
      }
    }
  }

  private static func list<Item>(
    _ items: [Item], _ open: String, _ close: String, isFlat: Bool, to text: inout String,
    _ indent: Int, _ write: (Item, inout String, Int) -> Void
  ) {
    text += open
    let margin = "\n" + String(repeating: "  ", count: indent)
    for (index, item) in items.enumerated() {
      if index > 0 { text += isFlat ? ", " : "," }
      if !isFlat { text += margin + "  " }
      write(item, &text, indent + 1)
    }
    if !isFlat, !items.isEmpty { text += margin }
    text += close
  }

  private static func isContainer(_ value: JSONValue) -> Bool {
    switch value {
    case .array, .object: true
    default: false
    }
  }

  private static func isFlatArray(_ value: JSONValue) -> Bool {
    value.array.map { items in items.count <= 8 && items.allSatisfy { !isContainer($0) } } ?? false
  }

  private static func append(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value >= 0x7F && NeutralText.isInvisible(scalar):
        // The same text for every reader, and nothing in it that a terminal acts upon.
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
