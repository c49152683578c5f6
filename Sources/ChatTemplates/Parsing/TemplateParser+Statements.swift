extension TemplateParser {
  /// Statements up to, and not including, a tag with one of these names (or the end, if there
  /// are none).
  mutating func statements(until ends: Set<String>) throws(TemplateError) -> [TemplateStatement] {
    try enter()
    var body: [TemplateStatement] = []
    while true {
      let token = current
      switch token.kind {
      case .text(let text):
        advance()
        body.append(TemplateStatement(kind: .text(text), line: token.line))
      case .outputStart:
        advance()
        let value = try expressionOrTuple()
        try expect(.outputEnd)
        body.append(TemplateStatement(kind: .output(value), line: token.line))
      case .tagStart:
        advance()
        if case .name(let name) = current.kind, ends.contains(name) {
          leave()
          return body
        }
        body += try statement(line: token.line)
        try expect(.tagEnd)
      case .end where ends.isEmpty:
        leave()
        return body
      case .end:
        throw error("expected the tag \(ends.sorted().joined(separator: " or "))")
      default:
        throw error("expected text or a tag")
      }
    }
  }

  /// The body of a tag, its end tag's name included if that is the only one possible.
  private mutating func body(until end: String) throws(TemplateError) -> [TemplateStatement] {
    let body = try body(untilOneOf: [end])
    advance()
    return body
  }

  private mutating func body(
    untilOneOf ends: Set<String>
  ) throws(TemplateError) -> [TemplateStatement] {
    _ = skip(symbol: ":")
    try expect(.tagEnd)
    return try statements(until: ends)
  }

  private mutating func statement(line: Int) throws(TemplateError) -> [TemplateStatement] {
    guard case .name(let tag) = current.kind else { throw error("expected the name of a tag") }
    func at(_ kind: TemplateStatement.Kind) -> [TemplateStatement] {
      [TemplateStatement(kind: kind, line: line)]
    }
    switch tag {
    case "print":
      advance()
      return try printed(line: line)
    case "if": return at(try condition())
    case "for": return at(.loop(try loop()))
    case "break", "continue":
      guard isInLoop else { throw error("'\(tag)' stands outside a loop") }
      advance()
      return at(tag == "break" ? .breakLoop : .continueLoop)
    case "set": return at(try assignment())
    case "macro": return at(.macro(try macro()))
    case "call": return at(try callBlock())
    case "filter":
      advance()
      let filter = try filters(on: nil, startsInline: true)
      return at(.filter(filter, try body(until: "endfilter")))
    case "with": return at(try with())
    case "generation":
      advance()
      return at(
        .scoped(
          try outsideLoops { (parser: inout TemplateParser) throws(TemplateError) in
            try parser.body(until: "endgeneration")
          }))
    default: throw error("there is no tag '\(tag)' here")
    }
  }

  private mutating func printed(line: Int) throws(TemplateError) -> [TemplateStatement] {
    var outputs: [TemplateStatement] = []
    while current.kind != .tagEnd {
      if !outputs.isEmpty { try expect(symbol: ",") }
      outputs.append(TemplateStatement(kind: .output(try expression()), line: line))
    }
    return outputs
  }

  private mutating func condition() throws(TemplateError) -> TemplateStatement.Kind {
    advance()
    var branches: [TemplateStatement.Branch] = []
    while true {
      let test = try expressionOrTuple(allowsConditional: false)
      let body = try body(untilOneOf: ["elif", "else", "endif"])
      branches.append(TemplateStatement.Branch(condition: test, body: body))
      if skip(name: "elif") { continue }
      if skip(name: "else") {
        return .condition(branches, otherwise: try self.body(until: "endif"))
      }
      advance()
      return .condition(branches, otherwise: [])
    }
  }

  private mutating func loop() throws(TemplateError) -> TemplateStatement.Loop {
    advance()
    let target = try target(end: "in", allowsAttributes: false)
    if Self.names(of: target).contains("loop") { throw error("'loop' cannot be a loop's variable") }
    try expect(name: "in")
    let sequence = try expressionOrTuple(allowsConditional: false, endsAtRecursive: true)
    let filter = skip(name: "if") ? try expression() : nil
    let isRecursive = skip(name: "recursive")
    enterLoop()
    let body = try body(untilOneOf: ["endfor", "else"])
    leaveLoop()
    var otherwise: [TemplateStatement] = []
    if skip(name: "else") {
      otherwise = try self.body(until: "endfor")
    } else {
      advance()
    }
    return TemplateStatement.Loop(
      target: target, sequence: sequence, filter: filter, isRecursive: isRecursive, body: body,
      otherwise: otherwise)
  }

  private static func names(of target: TemplateTarget) -> [String] {
    switch target {
    case .name(let name): [name]
    case .attribute: []
    case .tuple(let targets): targets.flatMap { names(of: $0) }
    }
  }

  private mutating func assignment() throws(TemplateError) -> TemplateStatement.Kind {
    advance()
    let target = try target(end: nil, allowsAttributes: true)
    if skip(symbol: "=") { return .assign(target, try expressionOrTuple()) }
    let filter = current.isSymbol("|") ? try filters(on: nil, startsInline: false) : nil
    return .assignBlock(target, filter: filter, try body(until: "endset"))
  }

  /// Names, attributes of namespaces where allowed, and tuples of them.
  private mutating func target(
    end: String?, allowsAttributes: Bool
  ) throws(TemplateError) -> TemplateTarget {
    var targets: [TemplateTarget] = []
    var isTuple = false
    while true {
      if !targets.isEmpty {
        let atEnd =
          current.kind == .tagEnd || current.isSymbol(")") || current.isSymbol("=")
          || end.map(current.isName) ?? false
        if atEnd { break }
      }
      targets.append(try singleTarget(allowsAttributes: allowsAttributes))
      guard skip(symbol: ",") else { break }
      isTuple = true
    }
    return isTuple ? .tuple(targets) : targets[0]
  }

  private mutating func singleTarget(
    allowsAttributes: Bool
  ) throws(TemplateError) -> TemplateTarget {
    if skip(symbol: "(") {
      try enter()
      let inner = try target(end: nil, allowsAttributes: false)
      leave()
      try expect(symbol: ")")
      return inner
    }
    let name = try expectName()
    if ["true", "false", "none", "True", "False", "None"].contains(name) {
      throw error("cannot assign to '\(name)'")
    }
    if allowsAttributes, skip(symbol: ".") { return .attribute(of: name, try expectName()) }
    return .name(name)
  }

  private mutating func signature() throws(TemplateError)
    -> [(name: String, fallback: TemplateExpression?)]
  {
    try expect(symbol: "(")
    var parameters: [(name: String, fallback: TemplateExpression?)] = []
    while !current.isSymbol(")") {
      if !parameters.isEmpty { try expect(symbol: ",") }
      let name = try expectName()
      let fallback = skip(symbol: "=") ? try expression() : nil
      if fallback == nil, parameters.last?.fallback != nil {
        throw error("the parameter '\(name)' needs a default, as the one before it has one")
      }
      parameters.append((name, fallback))
    }
    try expect(symbol: ")")
    return parameters
  }

  private mutating func macro() throws(TemplateError) -> TemplateStatement.Macro {
    advance()
    let name = try expectName()
    return try macro(named: name, parameters: try signature(), end: "endmacro")
  }

  private mutating func macro(
    named name: String, parameters: [(name: String, fallback: TemplateExpression?)], end: String
  ) throws(TemplateError) -> TemplateStatement.Macro {
    let firstName = names.count
    let body = try outsideLoops { (parser: inout TemplateParser) throws(TemplateError) in
      try parser.body(until: end)
    }
    let mentioned = Set(names[firstName...]).intersection(["caller", "varargs", "kwargs"])
    return TemplateStatement.Macro(
      name: name, parameters: parameters, body: body, mentioned: mentioned)
  }

  private mutating func callBlock() throws(TemplateError) -> TemplateStatement.Kind {
    advance()
    let parameters = current.isSymbol("(") ? try signature() : []
    let call = try expression()
    guard case .call = call.kind else { throw error("expected a call") }
    return .call(call, caller: try macro(named: "caller", parameters: parameters, end: "endcall"))
  }

  private mutating func with() throws(TemplateError) -> TemplateStatement.Kind {
    advance()
    var assignments: [(target: TemplateTarget, value: TemplateExpression)] = []
    while current.kind != .tagEnd {
      if !assignments.isEmpty { try expect(symbol: ",") }
      let target = try singleTarget(allowsAttributes: false)
      try expect(symbol: "=")
      assignments.append((target, try expression()))
    }
    return .with(assignments, try body(until: "endwith"))
  }
}
