import JSON

extension SchemaPlace {
  private static let annotations: Set<String> = [
    "title", "description", "default", "example", "examples", "$comment", "deprecated", "readOnly",
    "writeOnly",
  ]
  private static let plainKeywords: Set<String> = [
    "type", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems",
    "maxItems", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "$ref",
  ]

  /// A text that two schemas share only if they say the same, or `nil` for one that is not small.
  var signature: String? {
    guard let text = Self.signature(value, depth: 0) else { return nil }
    // References mean different things by where they stand, and formats by what is declared.
    return "\(base) \(dialect.rawValue) \(declaresDialect) \(text)"
  }

  private static func signature(_ value: JSONValue, depth: Int) -> String? {
    guard case .object(let members) = value, members.count <= 12, depth < 3 else { return nil }
    var text = "{"
    for (keyword, value) in members where !annotations.contains(keyword) {
      switch (keyword, value) {
      case ("items", .object):
        guard let items = signature(value, depth: depth + 1) else { return nil }
        text += "items:" + items
      case ("enum", .array(let values)) where values.count <= 16 && values.allSatisfy(isPlain):
        text += "enum:" + value.serialized
      case ("type", .array(let types)) where types.count <= 7 && types.allSatisfy(isPlain):
        text += "type:" + value.serialized
      case _ where plainKeywords.contains(keyword) && isPlain(value):
        text += keyword + ":" + value.serialized
      default: return nil
      }
      text += ","
    }
    return text + "}"
  }

  private static func isPlain(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool, .integer, .number, .decimal: true
    case .string(let text): text.utf8.count <= 256
    case .array, .object: false
    }
  }
}
