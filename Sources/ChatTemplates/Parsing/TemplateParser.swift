/// Turns template source into statements; refuses nesting that could exhaust the stack later.
struct TemplateParser {
  /// Greatest depth of nested expressions and tags in the source.
  static let depthLimit = 64
  /// Greatest depth of an expression tree that grows through chains such as `a + b + c`.
  static let chainLimit = 150
  /// The longest template that is read.
  static let byteLimit = 1 << 20

  private let tokens: [TemplateToken]
  private var position = 0
  private var depth = 0
  private var loopDepth = 0
  /// Every name that was read so far, so that a macro knows which special names its body mentions.
  var names: [String] = []

  init(_ source: String) throws(TemplateError) {
    guard source.utf8.count <= Self.byteLimit else {
      throw TemplateError(
        kind: .limit, line: 1,
        problem: "\(source.utf8.count) bytes are more than the \(Self.byteLimit) that are read")
    }
    var lexer = TemplateLexer(source)
    tokens = try lexer.tokenize()
  }

  var current: TemplateToken { tokens[min(position, tokens.count - 1)] }
  var following: TemplateToken { tokens[min(position + 1, tokens.count - 1)] }

  @discardableResult
  mutating func advance() -> TemplateToken {
    let token = current
    position += 1
    return token
  }

  mutating func skip(symbol: String) -> Bool {
    guard current.isSymbol(symbol) else { return false }
    position += 1
    return true
  }

  mutating func skip(name: String) -> Bool {
    guard current.isName(name) else { return false }
    position += 1
    return true
  }

  mutating func expect(symbol: String) throws(TemplateError) {
    guard skip(symbol: symbol) else { throw error("expected '\(symbol)'") }
  }

  mutating func expect(name: String) throws(TemplateError) {
    guard skip(name: name) else { throw error("expected '\(name)'") }
  }

  mutating func expectName() throws(TemplateError) -> String {
    guard case .name(let name) = current.kind else { throw error("expected a name") }
    position += 1
    return name
  }

  mutating func expect(_ kind: TemplateToken.Kind) throws(TemplateError) {
    guard current.kind == kind else {
      throw error("expected \(TemplateToken(kind: kind, line: 0).description)")
    }
    position += 1
  }

  func error(_ problem: String) -> TemplateError {
    TemplateError(
      kind: .syntax, line: current.line, problem: "\(problem), found \(current.description)")
  }

  mutating func enter() throws(TemplateError) {
    depth += 1
    guard depth <= Self.depthLimit else {
      throw TemplateError(
        kind: .limit, line: current.line,
        problem: "nested deeper than \(Self.depthLimit) levels")
    }
  }

  mutating func leave() { depth -= 1 }

  mutating func enterLoop() { loopDepth += 1 }
  mutating func leaveLoop() { loopDepth -= 1 }
  var isInLoop: Bool { loopDepth > 0 }

  /// Runs a body parser for a macro or call block, in which an outer loop cannot be left.
  mutating func outsideLoops(
    _ parse: (inout TemplateParser) throws(TemplateError) -> [TemplateStatement]
  ) throws(TemplateError) -> [TemplateStatement] {
    let outer = loopDepth
    loopDepth = 0
    let body = try parse(&self)
    loopDepth = outer
    return body
  }

  mutating func parse() throws(TemplateError) -> [TemplateStatement] {
    try statements(until: [])
  }
}
