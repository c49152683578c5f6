/// The names of tests, as templates write them after `is`.
enum TemplateTests {
  static let names: Set<String> = Set(simple).union(comparisons.keys).union([
    "divisibleby", "sameas", "in", "filter", "test",
  ])
  fileprivate static let simple = [
    "odd", "even", "defined", "undefined", "none", "boolean", "false", "true", "integer", "float",
    "lower", "upper", "string", "mapping", "number", "sequence", "iterable", "callable", "escaped",
  ]
  fileprivate static let comparisons: [String: TemplateExpression.Comparison] = [
    "==": .equal, "eq": .equal, "equalto": .equal, "!=": .notEqual, "ne": .notEqual,
    ">": .greater, "gt": .greater, "greaterthan": .greater, "ge": .greaterOrEqual,
    ">=": .greaterOrEqual, "<": .less, "lt": .less, "lessthan": .less, "<=": .lessOrEqual,
    "le": .lessOrEqual,
  ]
}

extension TemplateInterpreter {
  func test(
    _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> Bool {
    try charge()
    if let comparison = TemplateTests.comparisons[name] {
      let other = try bind(arguments, ["other"], required: 1, for: name)[0] ?? .none
      return try compare(value, comparison, other)
    }
    switch name {
    case "in":
      let container = try bind(arguments, ["seq"], required: 1, for: name)[0] ?? .none
      return try contains(container, value)
    case "divisibleby":
      let divisor = try bind(arguments, ["num"], required: 1, for: name)[0] ?? .none
      return try areEqual(try apply(.remainder, value, divisor), .integer(0))
    case "sameas":
      return try isSame(
        value, try bind(arguments, ["other"], required: 1, for: name)[0] ?? .none)
    case "filter": return TemplateFilters.names.contains(try expectText(value, "a name").string)
    case "test": return TemplateTests.names.contains(try expectText(value, "a name").string)
    default:
      guard TemplateTests.names.contains(name) else { throw fail("there is no test '\(name)'") }
      _ = try bind(arguments, [], for: name)
      return try simpleTest(name, value)
    }
  }

  private func simpleTest(_ name: String, _ value: TemplateValue) throws(TemplateError) -> Bool {
    switch (name, value) {
    case ("odd", _): return try areEqual(try apply(.remainder, value, .integer(2)), .integer(1))
    case ("even", _): return try areEqual(try apply(.remainder, value, .integer(2)), .integer(0))
    case ("defined", _): return !value.isUndefined
    case ("undefined", _): return value.isUndefined
    case ("none", .none), ("boolean", .bool), ("false", .bool(false)), ("true", .bool(true)),
      ("integer", .integer), ("float", .float), ("string", .string), ("mapping", .dictionary),
      ("number", .integer), ("number", .float), ("number", .bool):
      return true
    case ("lower", _): return try string(value).hasOnlyCase { $0.isLowercase }
    case ("upper", _): return try string(value).hasOnlyCase { $0.isUppercase }
    case ("escaped", .string(let text)): return text.isMarkup
    case ("sequence", .string), ("sequence", .list), ("sequence", .tuple), ("sequence", .range),
      ("sequence", .dictionary), ("sequence", .undefined):
      return true
    case ("iterable", .string), ("iterable", .list), ("iterable", .tuple), ("iterable", .range),
      ("iterable", .dictionary), ("iterable", .undefined), ("iterable", .view):
      return true
    case ("iterable", .object(let object)):
      return object is TemplateIterator || object is TemplateLoop
    case ("callable", .function), ("callable", .method), ("callable", .undefined): return true
    case ("callable", .object(let object)):
      return object is TemplateMacro || object is TemplateJoiner || object is TemplateLoop
    default: return false
    }
  }

  /// Python's `is`; containers have no identity here, so those that are equal count as the same.
  private func isSame(
    _ left: TemplateValue, _ right: TemplateValue
  ) throws(TemplateError) -> Bool {
    switch (left, right) {
    case (.bool(let first), .bool(let second)): first == second
    case (.integer, .integer), (.float, .float), (.string, .string), (.none, .none),
      (.list, .list), (.tuple, .tuple), (.dictionary, .dictionary), (.object, .object):
      try areEqual(left, right)
    default: false
    }
  }
}
