extension TemplateInterpreter {
  /// Python's `str()`: what `{{ }}` prints.
  func string(_ value: TemplateValue) throws(TemplateError) -> TemplateText {
    switch value {
    case .string(let text): return text.withMarkup(false)
    case .undefined: return TemplateText()
    default:
      var text = TemplateText()
      try print(value, to: &text)
      return text.tainted()
    }
  }

  /// Python's `repr()`.
  func representation(_ value: TemplateValue) throws(TemplateError) -> TemplateText {
    var text = TemplateText()
    try print(value, to: &text)
    return text.tainted()
  }

  private func print(_ value: TemplateValue, to text: inout TemplateText) throws(TemplateError) {
    try charge()
    switch value {
    case .undefined: try append("Undefined", to: &text)
    case .none: try append("None", to: &text)
    case .bool(let flag): try append(flag ? "True" : "False", to: &text)
    case .integer(let integer): try append(TemplateText(String(integer)), to: &text)
    case .float(let float): try append(TemplateText(TemplateFloat.repr(float)), to: &text)
    case .string(let string):
      if string.isMarkup { try append("Markup(", to: &text) }
      try append(quoted(string), to: &text)
      if string.isMarkup { try append(")", to: &text) }
    case .list(let elements): try print(elements.elements, "[", "]", to: &text)
    case .tuple(let elements):
      try print(elements.elements, "(", elements.count == 1 ? ",)" : ")", to: &text)
    case .range(let range):
      let step = range.step == 1 ? "" : ", \(range.step)"
      try append(TemplateText("range(\(range.start), \(range.stop)\(step))"), to: &text)
    case .dictionary(let dictionary): try print(dictionary, to: &text)
    case .view(let view):
      try append(TemplateText("dict_\(view.kind)("), to: &text)
      try print(view.elements, "[", "])", to: &text)
    case .object(let object): try print(object, to: &text)
    case .function(let function):
      try append(TemplateText("<function \(function.rawValue)>"), to: &text)
    case .method(let method):
      let type = method.receiver.typeName
      try append(
        TemplateText("<built-in method \(method.name) of \(type) object>"), to: &text)
    }
  }

  private func print(
    _ elements: [TemplateValue], _ open: TemplateText, _ close: TemplateText,
    to text: inout TemplateText
  ) throws(TemplateError) {
    try enter()
    try append(open, to: &text)
    for (index, element) in elements.enumerated() {
      if index > 0 { try append(", ", to: &text) }
      try print(element, to: &text)
    }
    try append(close, to: &text)
    leave()
  }

  private func print(
    _ dictionary: TemplateDictionary, to text: inout TemplateText
  ) throws(TemplateError) {
    try enter()
    try append("{", to: &text)
    for (index, (key, value)) in zip(dictionary.keys, dictionary.values).enumerated() {
      if index > 0 { try append(", ", to: &text) }
      try print(key, to: &text)
      try append(": ", to: &text)
      try print(value, to: &text)
    }
    try append("}", to: &text)
    leave()
  }

  private func print(_ object: TemplateObject, to text: inout TemplateText) throws(TemplateError) {
    switch object {
    case let namespace as TemplateNamespace:
      try append("<Namespace ", to: &text)
      try print(namespace.attributes, to: &text)
      try append(">", to: &text)
    case let loop as TemplateLoop:
      try append(TemplateText("<LoopContext \(loop.index + 1)/\(loop.count)>"), to: &text)
    case let macro as TemplateMacro:
      try append(TemplateText("<Macro '\(macro.definition.name)'>"), to: &text)
    default: try append(TemplateText("<\(object.typeName) object>"), to: &text)
    }
  }

  /// A string as Python writes it in source.
  private func quoted(_ text: TemplateText) -> TemplateText {
    let hasSingle = text.bytes.contains(UInt8(ascii: "'"))
    let quote: Unicode.Scalar =
      hasSingle && !text.bytes.contains(UInt8(ascii: "\"")) ? "\"" : "'"
    let body = text.mapScalars { scalar, _ in
      switch scalar {
      case "\\": return "\\\\"
      case "\n": return "\\n"
      case "\r": return "\\r"
      case "\t": return "\\t"
      case quote: return "\\" + String(scalar)
      default: break
      }
      if scalar.isPythonPrintable { return String(scalar) }
      let (mark, width) =
        scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
      return "\\" + mark + scalar.value.hexadecimal(width: width)
    }
    var result = TemplateText(quote)
    result.append(body.withMarkup(false))
    result.append(TemplateText(quote))
    return result
  }
}

extension UInt32 {
  func hexadecimal(width: Int) -> String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
