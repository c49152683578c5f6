/// The `id` of a chart in a page: lower-case letters, digits and hyphens.
struct ChartIdentifier {
  let text: String

  /// Takes the name that the caller chose, or else makes one from the title.
  init(chosen: String?, title: String) {
    let source = chosen ?? title
    let slug = Self.slug(source)
    let isWhole = source.unicodeScalars.allSatisfy(\.isASCII) && !slug.isEmpty
    text =
      isWhole ? slug : ([slug, Self.hash(source)].filter { !$0.isEmpty }).joined(separator: "-")
  }

  /// The `id` of a part of the chart.
  func part(_ name: String) -> String { "\(text)-\(name)" }

  private static func slug(_ source: String) -> String {
    let words = source.utf8.prefix(400).split { byte in
      !(byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A && byte >= 0x41 || byte >= 0x30 && byte <= 0x39)
    }
    // An id that starts with a digit is awkward to name in a style sheet.
    let joined = words.map { String(decoding: $0, as: UTF8.self).lowercased() }
      .joined(separator: "-").prefix(48)
    return joined.first?.isNumber == true ? "chart-\(joined)" : String(joined)
  }

  /// FNV-1a with 64 bits, so that two titles without Latin letters have different names.
  private static func hash(_ source: String) -> String {
    let value = source.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return "c" + String(value, radix: 16)
  }
}
