/// Writes values as Python's `json.dumps` does, which is the text that models were trained on.
struct TemplateJSONWriter {
  let interpreter: TemplateInterpreter
  var indent: TemplateText?
  var isASCII = false
  var sortsKeys = false
  var itemSeparator: TemplateText = ", "
  var keySeparator: TemplateText = ": "
  private var text = TemplateText()

  init(_ interpreter: TemplateInterpreter) { self.interpreter = interpreter }

  /// The text; all of it counts as message text if any string in it does.
  mutating func write(_ value: TemplateValue) throws(TemplateError) -> TemplateText {
    text = TemplateText()
    try write(value, level: 0)
    return text.tainted()
  }

  private mutating func add(_ piece: TemplateText) throws(TemplateError) {
    try interpreter.append(piece, to: &text)
  }

  private mutating func write(_ value: TemplateValue, level: Int) throws(TemplateError) {
    try interpreter.charge()
    switch value {
    case .none: try add("null")
    case .bool(let flag): try add(flag ? "true" : "false")
    case .integer(let integer): try add(TemplateText(String(integer)))
    case .float(let float): try add(TemplateText(Self.number(float)))
    case .string(let string): try add(quoted(string))
    case .list(let elements), .tuple(let elements): try write(elements.elements, level: level)
    case .dictionary(let dictionary): try write(dictionary, level: level)
    default: throw interpreter.fail("Object of type \(value.typeName) is not JSON serializable")
    }
  }

  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
    return TemplateFloat.repr(value)
  }

  private mutating func breakLine(level: Int) throws(TemplateError) {
    guard let indent else { return }
    try add("\n")
    for _ in 0..<level { try add(indent) }
  }

  private mutating func write(
    _ elements: [TemplateValue], level: Int
  ) throws(TemplateError) {
    guard !elements.isEmpty else { return try add("[]") }
    try interpreter.enter()
    try add("[")
    for (index, element) in elements.enumerated() {
      if index > 0 { try add(itemSeparator) }
      try breakLine(level: level + 1)
      try write(element, level: level + 1)
    }
    try breakLine(level: level)
    try add("]")
    interpreter.leave()
  }

  private mutating func write(
    _ dictionary: TemplateDictionary, level: Int
  ) throws(TemplateError) {
    guard dictionary.count > 0 else { return try add("{}") }
    try interpreter.enter()
    try add("{")
    var members = Array(zip(dictionary.keys, dictionary.values))
    if sortsKeys {
      members = try interpreter.sorted(members) { (member) throws(TemplateError) in member.0 }
    }
    for (index, (key, value)) in members.enumerated() {
      if index > 0 { try add(itemSeparator) }
      try breakLine(level: level + 1)
      try writeKey(key)
      try add(keySeparator)
      try write(value, level: level + 1)
    }
    try breakLine(level: level)
    try add("}")
    interpreter.leave()
  }

  private mutating func writeKey(_ key: TemplateValue) throws(TemplateError) {
    switch key {
    case .string(let name): try add(quoted(name))
    case .none, .bool, .integer, .float:
      try add("\"")
      try write(key, level: 0)
      try add("\"")
    default:
      throw interpreter.fail("keys must be str, int, float, bool or None, not \(key.typeName)")
    }
  }

  private func quoted(_ string: TemplateText) -> TemplateText {
    let isASCII = isASCII
    let body = string.mapScalars { scalar, _ in
      switch scalar {
      case "\"": return "\\\""
      case "\\": return "\\\\"
      case "\n": return "\\n"
      case "\r": return "\\r"
      case "\t": return "\\t"
      case "\u{8}": return "\\b"
      case "\u{C}": return "\\f"
      default: break
      }
      if scalar.value < 0x20 { return "\\u" + scalar.value.hexadecimal(width: 4) }
      guard isASCII, scalar.value > 0x7E else { return String(scalar) }
      return scalar.utf16.map { "\\u" + UInt32($0).hexadecimal(width: 4) }.joined()
    }
    var result: TemplateText = "\""
    result.append(body)
    result.append("\"")
    return result
  }
}
