extension TemplateInterpreter {
  func evaluate(
    _ expression: TemplateExpression, _ scope: TemplateScope
  ) throws(TemplateError) -> TemplateValue {
    switch expression.kind {
    case .none: return .none
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .float(let value): return .float(value)
    case .string(let text): return .string(text)
    case .name(let name):
      try charge()
      if let value = scope[name] { return value }
      if let function = TemplateFunction(rawValue: name) { return .function(function) }
      return .undefined(.name(name))
    default: break
    }
    try charge()
    try enter()
    let outerLine = line
    line = expression.line
    let value = try evaluateOperation(expression, scope)
    line = outerLine
    leave()
    return value
  }

  private func evaluateOperation(
    _ expression: TemplateExpression, _ scope: TemplateScope
  ) throws(TemplateError) -> TemplateValue {
    switch expression.kind {
    case .and(let left, let right):
      let first = try evaluate(left, scope)
      return first.isTruthy ? try evaluate(right, scope) : first
    case .or(let left, let right):
      let first = try evaluate(left, scope)
      return first.isTruthy ? first : try evaluate(right, scope)
    case .not(let operand): return .bool(!(try evaluate(operand, scope).isTruthy))
    case .conditional(let test, let then, let otherwise):
      if try evaluate(test, scope).isTruthy { return try evaluate(then, scope) }
      if let otherwise { return try evaluate(otherwise, scope) }
      return .undefined(
        .hint("the inline if-expression on line \(line) evaluated to false and has no else"))
    case .negative(let operand): return try negated(try evaluate(operand, scope))
    case .positive(let operand): return try positive(try evaluate(operand, scope))
    case .binary(let operation, let left, let right):
      let first = try evaluate(left, scope)
      return try apply(operation, first, try evaluate(right, scope))
    case .concatenation(let parts): return try concatenate(parts, scope)
    case .comparison(let first, let rest): return try compare(first, rest, scope)
    case .attribute(let base, let name):
      return try attribute(name, of: try evaluate(base, scope))
    case .item(let base, let key):
      let container = try evaluate(base, scope)
      return try item(try evaluate(key, scope), of: container)
    case .slice(let base, let bounds):
      return try slice(try evaluate(base, scope), bounds, scope)
    case .filter: return try evaluateFilters(expression, on: nil, scope)
    case .test(let base, let name, let arguments):
      let value = try evaluate(base, scope)
      return .bool(try test(name, value, try evaluate(arguments, scope)))
    case .call(let callee, let arguments):
      let function = try evaluate(callee, scope)
      return try call(function, try evaluate(arguments, scope))
    default: return try evaluateLiteral(expression, scope)
    }
  }

  private func evaluateLiteral(
    _ expression: TemplateExpression, _ scope: TemplateScope
  ) throws(TemplateError) -> TemplateValue {
    switch expression.kind {
    case .list(let elements): return try list(try evaluate(elements, scope))
    case .tuple(let elements): return try tuple(try evaluate(elements, scope))
    case .dictionary(let members):
      var dictionary = TemplateDictionary()
      for (key, value) in members {
        let name = try evaluate(key, scope)
        dictionary.set(try hashable(name), named: name, to: try evaluate(value, scope))
      }
      return try checkDepth(.dictionary(dictionary))
    default: return .none
    }
  }

  func hashable(_ value: TemplateValue) throws(TemplateError) -> TemplateDictionary.Key {
    guard let key = try key(of: value) else { throw fail("unhashable type: '\(value.typeName)'") }
    return key
  }

  /// The key that a value is in a dictionary, or nil if it cannot be one; hashing it is
  /// accounted for.
  func key(of value: TemplateValue) throws(TemplateError) -> TemplateDictionary.Key? {
    switch value {
    case .string(let text): try chargeBytes(text.bytes.count)
    case .tuple(let elements):
      var keys: [TemplateDictionary.Key] = []
      for element in elements.elements {
        guard let key = try key(of: element) else { return nil }
        keys.append(key)
      }
      return .tuple(keys)
    default: try charge()
    }
    return value.key
  }

  private func evaluate(
    _ expressions: [TemplateExpression], _ scope: TemplateScope
  ) throws(TemplateError) -> [TemplateValue] {
    var values: [TemplateValue] = []
    values.reserveCapacity(expressions.count)
    for expression in expressions { values.append(try evaluate(expression, scope)) }
    return values
  }

  func evaluate(
    _ list: TemplateExpression.Arguments, _ scope: TemplateScope
  ) throws(TemplateError) -> TemplateArguments {
    var arguments = TemplateArguments()
    arguments.positional = try evaluate(list.positional, scope)
    for (name, value) in list.keywords {
      arguments.keywords.append((name, try evaluate(value, scope)))
    }
    if let unpacked = list.unpackedList {
      let elements = try elements(of: try evaluate(unpacked, scope))
      try charge(elements.count)
      arguments.positional += elements
    }
    if let unpacked = list.unpackedDictionary {
      guard case .dictionary(let dictionary) = try evaluate(unpacked, scope) else {
        throw fail("the argument after '**' must be a mapping")
      }
      try charge(dictionary.count)
      for (key, value) in zip(dictionary.keys, dictionary.values) {
        guard let name = key.textValue else { throw fail("keywords must be strings") }
        arguments.keywords.append((name.string, value))
      }
    }
    return arguments
  }

  /// A chain of filters from the innermost; `input` stands for the value that a tag's body gives.
  func evaluateFilters(
    _ expression: TemplateExpression, on input: TemplateValue?, _ scope: TemplateScope
  ) throws(TemplateError) -> TemplateValue {
    guard case .filter(let base, let name, let list) = expression.kind else {
      return input ?? .none
    }
    var value = input ?? .none
    if let base {
      value =
        if input != nil, case .filter = base.kind {
          try evaluateFilters(base, on: input, scope)
        } else {
          try evaluate(base, scope)
        }
    }
    let arguments = try evaluate(list, scope)
    line = expression.line
    try charge()
    return try filter(name, value, arguments)
  }

  private func concatenate(
    _ parts: [TemplateExpression], _ scope: TemplateScope
  ) throws(TemplateError) -> TemplateValue {
    var result = TemplateText()
    for part in parts { try append(try string(try evaluate(part, scope)), to: &result) }
    return .string(result)
  }

  private func compare(
    _ first: TemplateExpression,
    _ rest: [(comparison: TemplateExpression.Comparison, operand: TemplateExpression)],
    _ scope: TemplateScope
  ) throws(TemplateError) -> TemplateValue {
    var left = try evaluate(first, scope)
    for (comparison, operand) in rest {
      let right = try evaluate(operand, scope)
      guard try compare(left, comparison, right) else { return .bool(false) }
      left = right
    }
    return .bool(true)
  }
}
