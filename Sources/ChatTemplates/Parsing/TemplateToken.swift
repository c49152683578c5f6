/// A word of template source and the line it starts on.
struct TemplateToken: Sendable {
  enum Kind: Sendable, Hashable {
    case text(TemplateText)
    case tagStart, tagEnd
    case outputStart, outputEnd
    case name(String)
    case string(TemplateText)
    case integer(Int)
    case float(Double)
    case symbol(String)
    case end
  }

  let kind: Kind
  let line: Int

  func isSymbol(_ symbol: String) -> Bool { kind == .symbol(symbol) }
  func isName(_ name: String) -> Bool { kind == .name(name) }

  var description: String {
    switch kind {
    case .text: "template text"
    case .tagStart: "'{%'"
    case .tagEnd: "'%}'"
    case .outputStart: "'{{'"
    case .outputEnd: "'}}'"
    case .name(let name): "'\(name)'"
    case .string(let text): "the string '\(text.string)'"
    case .integer(let value): "\(value)"
    case .float(let value): "\(value)"
    case .symbol(let symbol): "'\(symbol)'"
    case .end: "the end of the template"
    }
  }
}
