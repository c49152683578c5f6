extension TemplateInterpreter {
  func call(
    _ method: TemplateMethod, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    switch method.receiver {
    case .string(let text):
      guard let name = TemplateStringMethod(rawValue: method.name) else { return .none }
      return try call(name, on: text, arguments)
    case .dictionary(let dictionary):
      return try call(method.name, on: dictionary, arguments)
    case .float(let value):
      _ = try bind(arguments, [], for: method.name)
      return .bool(value.isFinite && value == value.rounded())
    case .object(let object): return try call(method.name, on: object, arguments)
    default:
      if method.name == "copy" { return method.receiver }
      let wanted = try bind(arguments, ["value"], required: 1, for: method.name)[0] ?? .none
      let elements = try elements(of: method.receiver)
      var found = 0
      for (index, element) in elements.enumerated() where try areEqual(element, wanted) {
        if method.name == "index" { return .integer(index) }
        found += 1
      }
      if method.name == "index" {
        throw fail("\(try representation(wanted).string) is not in list")
      }
      return .integer(found)
    }
  }

  private func call(
    _ name: String, on dictionary: TemplateDictionary, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    if name == "get" {
      guard arguments.keywords.isEmpty else { throw fail("get() takes no keyword arguments") }
      let bound = try bind(arguments, ["key", "default"], required: 1, for: "get")
      return dictionary[try hashable(bound[0] ?? .none)] ?? bound[1] ?? .none
    }
    _ = try bind(arguments, [], for: name)
    guard let kind = TemplateDictionaryView.Kind(rawValue: name) else {
      return .dictionary(dictionary)
    }
    return .view(TemplateDictionaryView(kind: kind, dictionary: dictionary))
  }

  private func call(
    _ name: String, on object: TemplateObject, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    switch object {
    case let loop as TemplateLoop where name == "cycle":
      guard !arguments.positional.isEmpty else { throw fail("no items for cycling given") }
      return arguments.positional[loop.index % arguments.positional.count]
    case let loop as TemplateLoop:
      if let last = loop.lastChanged, try areEqual(.tuple(last), .tuple(arguments.positional)) {
        return .bool(false)
      }
      loop.lastChanged = arguments.positional
      return .bool(true)
    case let cycler as TemplateCycler where name == "next":
      defer { cycler.position = (cycler.position + 1) % cycler.items.count }
      return cycler.items[cycler.position]
    case let cycler as TemplateCycler:
      cycler.position = 0
      return .none
    default: throw fail("'\(object.typeName)' object has no method '\(name)'")
    }
  }
}
