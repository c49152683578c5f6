extension TemplateInterpreter {
  func call(
    _ callee: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    try charge()
    switch callee {
    case .function(let function): return try call(function, arguments)
    case .method(let method): return try call(method, arguments)
    case .undefined(let undefined): throw fail(undefined.message)
    case .object(let macro as TemplateMacro): return .string(try call(macro, arguments))
    case .object(let joiner as TemplateJoiner):
      _ = try bind(arguments, [], for: "joiner")
      defer { joiner.isUsed = true }
      return joiner.isUsed ? joiner.separator : .string("")
    case .object(let loop as TemplateLoop): return .string(try recurse(loop, arguments))
    default: throw fail("'\(callee.typeName)' object is not callable")
    }
  }

  private func recurse(
    _ loop: TemplateLoop, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateText {
    guard let (statement, scope) = loop.recursion else {
      throw fail("the loop must have the 'recursive' marker to be called recursively")
    }
    let sequence = try bind(arguments, ["iterable"], required: 1, for: "loop")[0]
    return try capturing { () throws(TemplateError) in
      try run(statement, over: sequence ?? .none, scope, depth: loop.depth + 1)
    }
  }

  private func call(
    _ macro: TemplateMacro, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateText {
    let definition = macro.definition
    let scope = TemplateScope(parent: macro.scope)
    var keywords = arguments.keywords
    for (index, parameter) in definition.parameters.enumerated() {
      if index < arguments.positional.count {
        scope.set(parameter.name, to: arguments.positional[index])
      } else if let found = keywords.firstIndex(where: { $0.name == parameter.name }) {
        scope.set(parameter.name, to: keywords.remove(at: found).value)
      } else if let fallback = parameter.fallback {
        scope.set(parameter.name, to: try evaluate(fallback, scope))
      } else {
        scope.set(
          parameter.name, to: .undefined(.hint("parameter '\(parameter.name)' was not provided")))
      }
    }
    let hasOwnCaller = definition.parameters.contains { $0.name == "caller" }
    if definition.mentioned.contains("caller"), !hasOwnCaller {
      let found = keywords.firstIndex { $0.name == "caller" }
      scope.set(
        "caller",
        to: found.map { keywords.remove(at: $0).value } ?? .undefined(.hint("No caller defined")))
    }
    try bindRest(definition, arguments.positional, keywords, scope)
    let outerLine = line
    let (text, _) = try capture(definition.body, scope)
    line = outerLine
    return text
  }

  /// Arguments beyond the parameters, which only a macro that mentions them takes.
  private func bindRest(
    _ macro: TemplateStatement.Macro, _ positional: [TemplateValue],
    _ keywords: [(name: String, value: TemplateValue)], _ scope: TemplateScope
  ) throws(TemplateError) {
    if macro.mentioned.contains("kwargs") {
      var dictionary = TemplateDictionary()
      for (name, value) in keywords { dictionary.set(TemplateText(name), to: value) }
      scope.set("kwargs", to: try checkDepth(.dictionary(dictionary)))
    } else if let extra = keywords.first {
      throw fail("macro '\(macro.name)' takes no keyword argument '\(extra.name)'")
    }
    let rest = Array(positional.dropFirst(macro.parameters.count))
    if macro.mentioned.contains("varargs") {
      scope.set("varargs", to: try tuple(rest))
    } else if !rest.isEmpty {
      throw fail("macro '\(macro.name)' takes not more than \(macro.parameters.count) argument(s)")
    }
  }

  // MARK: Functions

  private func call(
    _ function: TemplateFunction, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    switch function {
    case .range: return try range(arguments)
    case .dict: return .dictionary(try dictionary(arguments, for: "dict"))
    case .namespace:
      let attributes = try dictionary(arguments, for: "namespace")
      for case .string(let name) in attributes.keys { try checkNamespaceName(name.string) }
      return .object(try keep(TemplateNamespace(attributes)))
    case .joiner:
      let separator = try bind(arguments, ["sep"], for: "joiner")[0]
      return .object(try keep(TemplateJoiner(separator: separator ?? .string(", "))))
    case .cycler:
      guard arguments.keywords.isEmpty, !arguments.positional.isEmpty else {
        throw fail("cycler needs at least one item, and no names")
      }
      return .object(try keep(TemplateCycler(arguments.positional)))
    case .raiseException:
      let message = try bind(arguments, ["message"], required: 1, for: "raise_exception")[0]
      throw fail(try string(message ?? .none).string, kind: .raised)
    case .strftimeNow:
      let format = try bind(arguments, ["format"], required: 1, for: "strftime_now")[0]
      return .string(try formatDate(try expectText(format, "the format of strftime_now")))
    }
  }

  private func range(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
    guard arguments.keywords.isEmpty, (1...3).contains(arguments.positional.count) else {
      throw fail("range takes one to three integers")
    }
    var bounds: [Int] = []
    for value in arguments.positional {
      bounds.append(try expectInteger(value, "a bound of range"))
    }
    let start = bounds.count > 1 ? bounds[0] : 0
    let stop = bounds.count > 1 ? bounds[1] : bounds[0]
    let step = bounds.count > 2 ? bounds[2] : 1
    guard step != 0 else { throw fail("range() arg 3 must not be zero") }
    let (distance, overflow) =
      step > 0
      ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
    let isUpwards = step > 0 ? stop > start : start > stop
    let count = !isUpwards ? 0 : overflow ? .max : Int((UInt(distance) - 1) / step.magnitude) + 1
    guard count <= 100_000 else {
      throw fail("a range of more than 100000 elements", kind: .limit)
    }
    return .range(TemplateRange(start: start, step: step, count: count, stop: stop))
  }

  /// Dictionary that Python's `dict(mapping or pairs, name=value)` makes.
  private func dictionary(
    _ arguments: TemplateArguments, for function: String
  ) throws(TemplateError) -> TemplateDictionary {
    guard arguments.positional.count <= 1 else {
      throw fail("\(function) takes at most 1 argument without a name")
    }
    var dictionary = TemplateDictionary()
    switch arguments.positional.first {
    case .dictionary(let base)?: dictionary = base
    case let pairs?:
      for pair in try elements(of: pairs) {
        let members = try elements(of: pair)
        guard members.count == 2 else { throw fail("\(function) needs pairs of key and value") }
        dictionary.set(try hashable(members[0]), named: members[0], to: members[1])
      }
    case nil: break
    }
    for (name, value) in arguments.keywords { dictionary.set(TemplateText(name), to: value) }
    try charge(dictionary.count)
    _ = try checkDepth(.dictionary(dictionary))
    return dictionary
  }

  private func formatDate(_ format: TemplateText) throws(TemplateError) -> TemplateText {
    var result = TemplateText()
    var scalars = format.string.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "%" else {
        try append(TemplateText(scalar), to: &result)
        continue
      }
      var letter = scalars.next()
      var flag: Unicode.Scalar?
      if letter == "-" {
        flag = letter
        letter = scalars.next()
      }
      guard let letter, let text = now.formatted(letter, flag: flag) else {
        throw fail("strftime_now does not know one of the conversions in '\(format.string)'")
      }
      try append(TemplateText(text), to: &result)
    }
    return result.tainted(if: format.hasMessageText)
  }
}
