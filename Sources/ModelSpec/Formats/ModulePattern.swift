/// A name of modules in a configuration: parts of a dotted name, or a simple pattern with `.*`.
struct ModulePattern {
  private var pieces: [String]

  /// A module's own name, or a part of dotted names.
  init(name: String) {
    pieces = name.contains("*") ? name.split(separator: "*").map(String.init) : [name]
  }

  /// A regular expression in which only `.*`, `\.`, `^` and `$` mean anything; others are taken as
  /// they stand.
  init(_ expression: Substring) {
    var text = String(expression)
    if text.hasPrefix("^") { text.removeFirst() }
    if text.hasSuffix("$") { text.removeLast() }
    var pieces = [""]
    var rest = text[...]
    while let character = rest.first {
      if rest.hasPrefix(".*") {
        pieces.append("")
        rest = rest.dropFirst(2)
      } else {
        if character == "\\" { rest = rest.dropFirst() }
        if let literal = rest.first { pieces[pieces.count - 1].append(literal) }
        rest = rest.dropFirst()
      }
    }
    self.pieces = pieces.filter { !$0.isEmpty }
  }

  /// Tells whether all pieces stand in the name one after another, and the last ends where a part
  /// of it does.
  func matches(_ module: String) -> Bool {
    var rest = module[...]
    for (index, piece) in pieces.enumerated() {
      guard let range = Self.range(of: piece, in: rest, isLast: index == pieces.count - 1) else {
        return false
      }
      rest = rest[range.upperBound...]
    }
    return !pieces.isEmpty
  }

  /// Range of a piece in a text; a last one ends with a part of the name, and one that is all there
  /// is begins with one too.
  private static func range(
    of piece: String, in text: Substring, isLast: Bool
  ) -> Range<Substring.Index>? {
    var from = text.startIndex
    while let range = text[from...].firstRange(of: piece) {
      let ends =
        !isLast || piece.hasSuffix(".") || range.upperBound == text.endIndex
        || text[range.upperBound] == "."
      let begins =
        range.lowerBound == text.startIndex || piece.hasPrefix(".")
        || text[text.index(before: range.lowerBound)] == "."
      if ends, begins { return range }
      from = text.index(after: range.lowerBound)
    }
    return nil
  }
}
