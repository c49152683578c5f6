/// The evaluated arguments of a call.
struct TemplateArguments {
  var positional: [TemplateValue] = []
  var keywords: [(name: String, value: TemplateValue)] = []

  var isEmpty: Bool { positional.isEmpty && keywords.isEmpty }
}

extension TemplateInterpreter {
  /// Arguments by parameter: positions first, then names, as Python binds them.
  func bind(
    _ arguments: TemplateArguments, _ names: [String], required: Int = 0, for function: String
  ) throws(TemplateError) -> [TemplateValue?] {
    guard arguments.positional.count <= names.count else {
      throw fail("\(function) takes at most \(names.count) arguments")
    }
    var bound: [TemplateValue?] = arguments.positional.map { $0 }
    bound += Array(repeating: nil, count: names.count - bound.count)
    for (name, value) in arguments.keywords {
      guard let index = names.firstIndex(of: name) else {
        throw fail("\(function) has no argument '\(name)'")
      }
      guard bound[index] == nil else { throw fail("\(function) got '\(name)' twice") }
      bound[index] = value
    }
    for index in 0..<required where bound[index] == nil {
      throw fail("\(function) needs the argument '\(names[index])'")
    }
    return bound
  }

  func expectText(_ value: TemplateValue?, _ what: String) throws(TemplateError) -> TemplateText {
    guard case .string(let text)? = value else {
      if case .undefined(let undefined)? = value { throw fail(undefined.message) }
      throw fail("\(what) must be a string, not \(value?.typeName ?? "missing")")
    }
    try chargeBytes(text.bytes.count)
    return text
  }

  func expectInteger(_ value: TemplateValue?, _ what: String) throws(TemplateError) -> Int {
    guard let integer = value?.integerValue else {
      if case .undefined(let undefined)? = value { throw fail(undefined.message) }
      throw fail("\(what) must be an integer, not \(value?.typeName ?? "missing")")
    }
    return integer
  }
}
