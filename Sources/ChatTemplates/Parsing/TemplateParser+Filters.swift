extension TemplateParser {
  mutating func filtersAndTests(_ start: TemplateExpression) throws(TemplateError)
    -> TemplateExpression
  {
    var value = start
    while true {
      if current.isSymbol("|") {
        value = try filters(on: value, startsInline: false)
      } else if current.isName("is") {
        value = try test(value)
      } else if current.isSymbol("(") {
        value = try call(value)
      } else {
        return value
      }
    }
  }

  /// Filters from the left to the right; without a value, they apply to the body of a tag.
  mutating func filters(
    on start: TemplateExpression?, startsInline: Bool
  ) throws(TemplateError) -> TemplateExpression {
    var value = start
    var isInline = startsInline
    let line = current.line
    while isInline || current.isSymbol("|") {
      if !isInline { advance() }
      isInline = false
      let line = current.line
      let name = try dottedName()
      let arguments = current.isSymbol("(") ? try self.arguments() : .init()
      value = try node(
        .filter(value, name, arguments), line: line,
        (value.map { [$0] } ?? []) + arguments.expressions)
    }
    return value ?? leaf(.none, line: line)
  }

  private mutating func dottedName() throws(TemplateError) -> String {
    var name = try expectName()
    while skip(symbol: ".") { name += "." + (try expectName()) }
    return name
  }

  private mutating func test(_ value: TemplateExpression) throws(TemplateError)
    -> TemplateExpression
  {
    let line = advance().line
    let isNegated = skip(name: "not")
    let name = try dottedName()
    var arguments = TemplateExpression.Arguments()
    if current.isSymbol("(") {
      arguments = try self.arguments()
    } else if startsTestArgument() {
      if current.isName("is") { throw error("tests cannot follow each other") }
      arguments.positional = [try postfix(try primary())]
    }
    let test = try node(
      .test(value, name, arguments), line: line, [value] + arguments.expressions)
    return isNegated ? try node(.not(test), line: line, [test]) : test
  }

  private func startsTestArgument() -> Bool {
    switch current.kind {
    case .name(let name): name != "else" && name != "or" && name != "and"
    case .string, .integer, .float, .symbol("["), .symbol("{"): true
    default: false
    }
  }
}
