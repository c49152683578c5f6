/// Reads the plain nesting of maps and lists that launch files use: enough to see that they are
/// well formed.
///
/// The keys of a list of one map join those of the list.
struct YAMLOutline {
  struct Malformed: Error {
    var line: String
  }

  private var values: [String: String] = [:]
  private var lists: [String: [String]] = [:]

  init(_ text: String) throws {
    var open: [(indent: Int, key: String)] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      var rest = line.drop { $0 == " " }
      var indent = line.count - rest.count
      while let last = open.last, last.indent >= indent { open.removeLast() }
      guard indent % 2 == 0 else { throw Malformed(line: String(line)) }
      let path = open.map(\.key).joined(separator: ".")
      if rest.hasPrefix("- ") {
        rest = rest.dropFirst(2)
        indent += 2
        if rest.hasPrefix("\"") {
          guard rest.count > 1, rest.hasSuffix("\"") else { throw Malformed(line: String(line)) }
          lists[path, default: []].append(String(rest))
          continue
        }
      }
      guard let colon = rest.firstIndex(of: ":") else { throw Malformed(line: String(line)) }
      let key = String(rest[..<colon])
      let value = rest[rest.index(after: colon)...]
      guard !key.isEmpty, value.isEmpty || value.hasPrefix(" ") else {
        throw Malformed(line: String(line))
      }
      let full = (open.map(\.key) + [key]).joined(separator: ".")
      guard values[full] == nil else { throw Malformed(line: String(line)) }
      values[full] = String(value.dropFirst())
      if value.isEmpty { open.append((indent, key)) }
    }
  }

  subscript(path: String) -> String? { values[path] }

  func list(_ path: String) -> [String] { lists[path] ?? [] }
}
