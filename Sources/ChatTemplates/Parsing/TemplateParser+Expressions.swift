extension TemplateParser {
  /// A node over these parts; refuses trees that are too deep to walk.
  func node(
    _ kind: TemplateExpression.Kind, line: Int, _ parts: [TemplateExpression]
  ) throws(TemplateError) -> TemplateExpression {
    var deepest = 0
    for part in parts { deepest = max(deepest, part.depth) }
    guard deepest < Self.chainLimit else {
      throw TemplateError(
        kind: .limit, line: line,
        problem: "an expression is deeper than \(Self.chainLimit) operations")
    }
    return TemplateExpression(kind: kind, line: line, depth: deepest + 1)
  }

  func leaf(_ kind: TemplateExpression.Kind, line: Int) -> TemplateExpression {
    TemplateExpression(kind: kind, line: line, depth: 1)
  }

  /// An expression, or several with commas between them as a tuple.
  mutating func expressionOrTuple(
    allowsConditional: Bool = true, endsAtRecursive: Bool = false, isParenthesized: Bool = false
  ) throws(TemplateError) -> TemplateExpression {
    let line = current.line
    var elements: [TemplateExpression] = []
    var isTuple = false
    while !isTupleEnd(endsAtRecursive) {
      elements.append(try allowsConditional ? expression() : disjunction())
      guard skip(symbol: ",") else { break }
      isTuple = true
    }
    if !isTuple, let only = elements.first { return only }
    guard isTuple || isParenthesized else { throw error("expected an expression") }
    return try node(.tuple(elements), line: line, elements)
  }

  private func isTupleEnd(_ endsAtRecursive: Bool) -> Bool {
    current.kind == .outputEnd || current.kind == .tagEnd || current.isSymbol(")")
      || (endsAtRecursive && current.isName("recursive"))
  }

  /// A full expression: `a if b else c` and what binds tighter.
  mutating func expression() throws(TemplateError) -> TemplateExpression {
    try enter()
    var value = try disjunction()
    while current.isName("if") {
      let line = advance().line
      let test = try disjunction()
      let otherwise = skip(name: "else") ? try expression() : nil
      value = try node(
        .conditional(test, then: value, otherwise: otherwise), line: line,
        [test, value] + (otherwise.map { [$0] } ?? []))
    }
    leave()
    return value
  }

  private mutating func disjunction() throws(TemplateError) -> TemplateExpression {
    var left = try conjunction()
    while current.isName("or") {
      let line = advance().line
      let right = try conjunction()
      left = try node(.or(left, right), line: line, [left, right])
    }
    return left
  }

  private mutating func conjunction() throws(TemplateError) -> TemplateExpression {
    var left = try negation()
    while current.isName("and") {
      let line = advance().line
      let right = try negation()
      left = try node(.and(left, right), line: line, [left, right])
    }
    return left
  }

  private mutating func negation() throws(TemplateError) -> TemplateExpression {
    guard current.isName("not") else { return try comparison() }
    let line = advance().line
    try enter()
    let operand = try negation()
    leave()
    return try node(.not(operand), line: line, [operand])
  }

  private mutating func comparison() throws(TemplateError) -> TemplateExpression {
    let line = current.line
    let first = try sum()
    var rest: [(comparison: TemplateExpression.Comparison, operand: TemplateExpression)] = []
    while let comparison = comparisonOperator() { rest.append((comparison, try sum())) }
    guard !rest.isEmpty else { return first }
    return try node(.comparison(first, rest), line: line, [first] + rest.map(\.operand))
  }

  private mutating func comparisonOperator() -> TemplateExpression.Comparison? {
    switch current.kind {
    case .symbol(let symbol):
      guard let found = TemplateExpression.Comparison(rawValue: symbol) else { return nil }
      advance()
      return found
    case .name("in"):
      advance()
      return .isIn
    case .name("not") where following.isName("in"):
      advance()
      advance()
      return .isNotIn
    default: return nil
    }
  }

  /// Operators of one precedence, from the left.
  private mutating func chain(
    _ symbols: Set<String>,
    _ operand: (inout TemplateParser) throws(TemplateError) -> TemplateExpression
  ) throws(TemplateError) -> TemplateExpression {
    var left = try operand(&self)
    while case .symbol(let symbol) = current.kind, symbols.contains(symbol),
      let operation = TemplateExpression.Operator(rawValue: symbol)
    {
      let line = advance().line
      let right = try operand(&self)
      left = try node(.binary(operation, left, right), line: line, [left, right])
    }
    return left
  }

  private mutating func sum() throws(TemplateError) -> TemplateExpression {
    try chain(["+", "-"]) { (parser: inout TemplateParser) throws(TemplateError) in
      try parser.concatenation()
    }
  }

  private mutating func concatenation() throws(TemplateError) -> TemplateExpression {
    let line = current.line
    var parts = [try product()]
    while skip(symbol: "~") { parts.append(try product()) }
    return parts.count == 1 ? parts[0] : try node(.concatenation(parts), line: line, parts)
  }

  private mutating func product() throws(TemplateError) -> TemplateExpression {
    try chain(["*", "/", "//", "%"]) { (parser: inout TemplateParser) throws(TemplateError) in
      try parser.power()
    }
  }

  private mutating func power() throws(TemplateError) -> TemplateExpression {
    try chain(["**"]) { (parser: inout TemplateParser) throws(TemplateError) in
      try parser.unary()
    }
  }

  private mutating func unary(allowsFilters: Bool = true) throws(TemplateError)
    -> TemplateExpression
  {
    let line = current.line
    var value: TemplateExpression
    if current.isSymbol("-") || current.isSymbol("+") {
      let isNegative = advance().isSymbol("-")
      try enter()
      let operand = try unary(allowsFilters: false)
      leave()
      value = try node(isNegative ? .negative(operand) : .positive(operand), line: line, [operand])
    } else {
      value = try primary()
    }
    value = try postfix(value)
    return allowsFilters ? try filtersAndTests(value) : value
  }

  mutating func primary() throws(TemplateError) -> TemplateExpression {
    let token = current
    switch token.kind {
    case .name(let name):
      advance()
      switch name {
      case "true", "True": return leaf(.bool(true), line: token.line)
      case "false", "False": return leaf(.bool(false), line: token.line)
      case "none", "None": return leaf(.none, line: token.line)
      default:
        names.append(name)
        return leaf(.name(name), line: token.line)
      }
    case .string(var text):
      advance()
      while case .string(let next) = current.kind {
        text.append(next)
        advance()
      }
      return leaf(.string(text), line: token.line)
    case .integer(let value):
      advance()
      return leaf(.integer(value), line: token.line)
    case .float(let value):
      advance()
      return leaf(.float(value), line: token.line)
    case .symbol("("), .symbol("["), .symbol("{"):
      try enter()
      let value = try bracketed()
      leave()
      return value
    default: throw error("expected an expression")
    }
  }

  private mutating func bracketed() throws(TemplateError) -> TemplateExpression {
    let open = advance()
    if open.isSymbol("(") {
      let value = try expressionOrTuple(isParenthesized: true)
      try expect(symbol: ")")
      return value
    }
    return open.isSymbol("[") ? try list(line: open.line) : try dictionary(line: open.line)
  }

  private mutating func list(line: Int) throws(TemplateError) -> TemplateExpression {
    var elements: [TemplateExpression] = []
    while !current.isSymbol("]") {
      if !elements.isEmpty { try expect(symbol: ",") }
      if current.isSymbol("]") { break }
      elements.append(try expression())
    }
    try expect(symbol: "]")
    return try node(.list(elements), line: line, elements)
  }

  private mutating func dictionary(line: Int) throws(TemplateError) -> TemplateExpression {
    var members: [(key: TemplateExpression, value: TemplateExpression)] = []
    while !current.isSymbol("}") {
      if !members.isEmpty { try expect(symbol: ",") }
      if current.isSymbol("}") { break }
      let key = try expression()
      try expect(symbol: ":")
      members.append((key, try expression()))
    }
    try expect(symbol: "}")
    return try node(.dictionary(members), line: line, members.flatMap { [$0.key, $0.value] })
  }

  mutating func postfix(_ start: TemplateExpression) throws(TemplateError)
    -> TemplateExpression
  {
    var value = start
    while true {
      if current.isSymbol(".") {
        value = try attribute(of: value)
      } else if current.isSymbol("[") {
        try enter()
        value = try subscripted(value)
        leave()
      } else if current.isSymbol("(") {
        value = try call(value)
      } else {
        return value
      }
    }
  }

  private mutating func attribute(of value: TemplateExpression) throws(TemplateError)
    -> TemplateExpression
  {
    let line = advance().line
    switch current.kind {
    case .name(let name):
      advance()
      return try node(.attribute(value, name), line: line, [value])
    case .integer(let index):
      let position = leaf(.integer(index), line: advance().line)
      return try node(.item(value, position), line: line, [value])
    default: throw error("expected a name or a number after '.'")
    }
  }

  private mutating func subscripted(_ value: TemplateExpression) throws(TemplateError)
    -> TemplateExpression
  {
    let line = advance().line
    if current.isSymbol(":") { return try slice(of: value, start: nil, line: line) }
    var keys = [try expression()]
    if current.isSymbol(":") { return try slice(of: value, start: keys[0], line: line) }
    while skip(symbol: ",") { keys.append(try expression()) }
    try expect(symbol: "]")
    let key = keys.count == 1 ? keys[0] : try node(.tuple(keys), line: line, keys)
    return try node(.item(value, key), line: line, [value, key])
  }

  private mutating func slice(
    of value: TemplateExpression, start: TemplateExpression?, line: Int
  ) throws(TemplateError) -> TemplateExpression {
    var slice = TemplateExpression.Slice(start: start)
    try expect(symbol: ":")
    if !current.isSymbol(":"), !current.isSymbol("]") { slice.stop = try expression() }
    if skip(symbol: ":"), !current.isSymbol("]") { slice.step = try expression() }
    try expect(symbol: "]")
    let parts = [value] + [slice.start, slice.stop, slice.step].compactMap { $0 }
    return try node(.slice(value, slice), line: line, parts)
  }

  mutating func call(_ callee: TemplateExpression) throws(TemplateError)
    -> TemplateExpression
  {
    let line = current.line
    let arguments = try arguments()
    return try node(.call(callee, arguments), line: line, [callee] + arguments.expressions)
  }

  mutating func arguments() throws(TemplateError) -> TemplateExpression.Arguments {
    try expect(symbol: "(")
    try enter()
    var arguments = TemplateExpression.Arguments()
    var isFirst = true
    while !current.isSymbol(")") {
      if !isFirst { try expect(symbol: ",") }
      isFirst = false
      if current.isSymbol(")") { break }
      try argument(&arguments)
    }
    leave()
    try expect(symbol: ")")
    return arguments
  }

  private mutating func argument(
    _ arguments: inout TemplateExpression.Arguments
  ) throws(TemplateError) {
    if arguments.unpackedDictionary != nil { throw error("nothing may follow '**'") }
    if skip(symbol: "*") {
      guard arguments.unpackedList == nil else { throw error("only one '*' is possible") }
      arguments.unpackedList = try expression()
    } else if skip(symbol: "**") {
      arguments.unpackedDictionary = try expression()
    } else if case .name(let name) = current.kind, following.isSymbol("=") {
      advance()
      advance()
      arguments.keywords.append((name, try expression()))
    } else {
      guard arguments.keywords.isEmpty, arguments.unpackedList == nil else {
        throw error("an argument without a name follows one with a name")
      }
      arguments.positional.append(try expression())
    }
  }
}

extension TemplateExpression.Arguments {
  var expressions: [TemplateExpression] {
    positional + keywords.map(\.value) + [unpackedList, unpackedDictionary].compactMap { $0 }
  }
}
