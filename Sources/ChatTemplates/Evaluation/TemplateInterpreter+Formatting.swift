/// A printed field of `%` or `format`: fill, alignment, sign, width, precision, type.
private struct TemplateFieldSpecification {
  var fill: Unicode.Scalar = " "
  var alignment: Unicode.Scalar?
  var sign: Unicode.Scalar = "-"
  var hasGroups = false
  var width = 0
  var precision: Int?
  var type: Unicode.Scalar = "s"
}

/// Reads a format text scalar by scalar.
private struct TemplateFormatReader {
  let text: TemplateText
  var offset = 0

  var isAtEnd: Bool { offset >= text.bytes.count }
  var current: Unicode.Scalar? { isAtEnd ? nil : text.scalar(at: offset).scalar }

  @discardableResult
  mutating func next() -> Unicode.Scalar? {
    guard !isAtEnd else { return nil }
    let (scalar, width) = text.scalar(at: offset)
    offset += width
    return scalar
  }

  mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    next()
    return true
  }

  /// Decimal digits as a number, at most a million.
  mutating func number() -> Int? {
    var value: Int?
    while let digit = current.flatMap({ $0.isASCII ? Character($0).wholeNumberValue : nil }) {
      value = min((value ?? 0) * 10 + digit, 1_000_000)
      next()
    }
    return value
  }

  /// The text up to one of these marks.
  mutating func text(upTo marks: Set<Unicode.Scalar>) -> TemplateText {
    let start = offset
    while let scalar = current, !marks.contains(scalar) { next() }
    return text.slice(start..<offset)
  }
}

extension TemplateInterpreter {
  /// Python's `format % values`.
  func percentFormat(
    _ format: TemplateText, _ value: TemplateValue
  ) throws(TemplateError) -> TemplateText {
    var values = [value]
    if case .tuple(let elements) = value { values = elements.elements }
    var used = 0
    var reader = TemplateFormatReader(text: format)
    var result = TemplateText()
    var isNamed = false
    while !reader.isAtEnd {
      try append(reader.text(upTo: ["%"]), to: &result)
      guard reader.skip("%") else { break }
      if reader.skip("%") {
        try append("%", to: &result)
        continue
      }
      var named: TemplateValue?
      if reader.skip("(") {
        let name = reader.text(upTo: [")"])
        guard reader.skip(")") else { throw fail("incomplete format key") }
        guard case .dictionary(let dictionary) = value else {
          throw fail("format requires a mapping")
        }
        guard let found = dictionary[.string(name)] else { throw fail("no key '\(name.string)'") }
        named = found
        isNamed = true
      }
      let field = try percentField(&reader)
      if named == nil {
        guard used < values.count else { throw fail("not enough arguments for format string") }
        named = values[used]
        used += 1
      }
      try append(try print(named ?? .none, field), to: &result)
    }
    if !isNamed, used < values.count, !isMapping(value) {
      throw fail("not all arguments converted during string formatting")
    }
    return result
  }

  /// Tells whether Python takes the one value for a mapping, which may stay unused.
  private func isMapping(_ value: TemplateValue) -> Bool {
    switch value {
    case .dictionary, .list, .range, .undefined: true
    default: false
    }
  }

  private func percentField(
    _ reader: inout TemplateFormatReader
  ) throws(TemplateError) -> TemplateFieldSpecification {
    var field = TemplateFieldSpecification(alignment: ">")
    flags: while let flag = reader.current {
      switch flag {
      case "-": field.alignment = "<"
      case "0":
        if field.alignment != "<" {
          field.fill = "0"
          field.alignment = "="
        }
      case "+", " ": field.sign = flag
      default: break flags
      }
      reader.next()
    }
    field.width = reader.number() ?? 0
    if reader.skip(".") { field.precision = reader.number() ?? 0 }
    guard let type = reader.next() else { throw fail("incomplete format") }
    field.type = type
    if type == "s" || type == "r" {
      field.fill = " "
      if field.alignment == "=" { field.alignment = ">" }
    }
    return field
  }

  /// Python's `format.format(...)`.
  func format(
    _ format: TemplateText, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateText {
    var reader = TemplateFormatReader(text: format)
    var result = TemplateText()
    var nextPosition = 0
    while !reader.isAtEnd {
      try append(reader.text(upTo: ["{", "}"]), to: &result)
      guard let mark = reader.next() else { break }
      if reader.skip(mark) {
        try append(TemplateText(mark), to: &result)
        continue
      }
      guard mark == "{" else { throw fail("single '}' encountered in format string") }
      var value = try formatValue(reader.text(upTo: ["}", ":", "!"]), arguments, &nextPosition)
      if reader.skip("!") {
        switch reader.next() {
        case "r": value = .string(try representation(value))
        case "s": value = .string(try string(value))
        default: throw fail("an unknown conversion in a format string")
        }
      }
      var field = TemplateFieldSpecification(type: " ")
      if reader.skip(":") { field = try braceField(reader.text(upTo: ["}"])) }
      guard reader.skip("}") else { throw fail("expected '}' in a format string") }
      try append(try print(value, field), to: &result)
    }
    return result
  }

  private func formatValue(
    _ path: TemplateText, _ arguments: TemplateArguments, _ nextPosition: inout Int
  ) throws(TemplateError) -> TemplateValue {
    var reader = TemplateFormatReader(text: path)
    let name = reader.text(upTo: [".", "["]).string
    var value: TemplateValue
    if name.isEmpty || Int(name) != nil {
      let index = Int(name) ?? nextPosition
      if name.isEmpty { nextPosition += 1 }
      guard arguments.positional.indices.contains(index) else {
        throw fail("replacement index \(index) is out of range for the arguments of format")
      }
      value = arguments.positional[index]
    } else {
      guard let found = arguments.keywords.last(where: { $0.name == name }) else {
        throw fail("format has no argument '\(name)'")
      }
      value = found.value
    }
    while !reader.isAtEnd {
      if reader.skip(".") {
        value = try attribute(reader.text(upTo: [".", "["]).string, of: value)
      } else if reader.skip("[") {
        let key = reader.text(upTo: ["]"])
        guard reader.skip("]") else { throw fail("missing ']' in a format string") }
        value = try item(Int(key.string).map { .integer($0) } ?? .string(key), of: value)
      } else {
        throw fail("a format field is not well formed")
      }
    }
    return value
  }

  private func braceField(
    _ text: TemplateText
  ) throws(TemplateError) -> TemplateFieldSpecification {
    var field = TemplateFieldSpecification(type: " ")
    var reader = TemplateFormatReader(text: text)
    let alignments: Set<Unicode.Scalar> = ["<", ">", "^", "="]
    var ahead = reader
    if let first = ahead.next(), let second = ahead.current, alignments.contains(second) {
      field.fill = first
      field.alignment = second
      reader = ahead
      reader.next()
    } else if let first = reader.current, alignments.contains(first) {
      field.alignment = first
      reader.next()
    }
    if let sign = reader.current, sign == "+" || sign == "-" || sign == " " {
      field.sign = sign
      reader.next()
    }
    if reader.skip("0"), field.alignment == nil {
      field.fill = "0"
      field.alignment = "="
    }
    field.width = reader.number() ?? 0
    field.hasGroups = reader.skip(",")
    if reader.skip(".") { field.precision = reader.number() ?? 0 }
    if let type = reader.next() { field.type = type }
    guard reader.isAtEnd else { throw fail("invalid format specifier '\(text.string)'") }
    return field
  }

  private func print(
    _ value: TemplateValue, _ field: TemplateFieldSpecification
  ) throws(TemplateError) -> TemplateText {
    try charge(64)
    var body: TemplateText
    var isNumber = true
    switch field.type {
    case "d", "i", "u":
      guard let integer = truncated(value) else {
        throw fail("a number is required for the format '\(field.type)', not \(value.typeName)")
      }
      body = TemplateText(grouped(String(integer.magnitude), field))
      body = signed(body, isNegative: integer < 0, field)
    case "f", "F":
      guard let number = value.floatValue else {
        throw fail("a float is required for the format 'f', not \(value.typeName)")
      }
      let places = field.precision ?? 6
      try checkBytes(places)
      let digits = TemplateFloat.fixed(number.magnitude, places: places)
      body = signed(TemplateText(grouped(digits, field)), isNegative: number.sign == .minus, field)
    case "x", "X", "o", "b":
      guard let integer = value.integerValue else {
        throw fail("an integer is required for the format '\(field.type)', not \(value.typeName)")
      }
      let radix = field.type == "o" ? 8 : field.type == "b" ? 2 : 16
      let digits = String(integer.magnitude, radix: radix, uppercase: field.type == "X")
      body = signed(TemplateText(digits), isNegative: integer < 0, field)
    case "s", "r", " ":
      isNumber = field.type == " " && value.floatValue != nil
      body = field.type == "r" ? try representation(value) : try string(value)
      if isNumber, field.hasGroups || field.sign != "-", let integer = value.integerValue {
        body = TemplateText(grouped(String(integer.magnitude), field))
        body = signed(body, isNegative: integer < 0, field)
      } else if let precision = field.precision, !isNumber {
        body = body.slice(0..<body.offset(ofScalar: precision))
      }
    default: throw fail("the format '\(field.type)' is not supported")
    }
    return try aligned(body, field, isNumber: isNumber)
  }

  private func truncated(_ value: TemplateValue) -> Int? {
    value.integerValue ?? value.floatValue.flatMap { Int(exactly: $0.rounded(.towardZero)) }
  }

  private func signed(
    _ digits: TemplateText, isNegative: Bool, _ field: TemplateFieldSpecification
  ) -> TemplateText {
    var result = TemplateText(isNegative ? "-" : field.sign == "-" ? "" : String(field.sign))
    result.append(digits)
    return result
  }

  /// Thousands with commas, if the field asks for them.
  private func grouped(_ digits: String, _ field: TemplateFieldSpecification) -> String {
    guard field.hasGroups else { return digits }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    var result = ""
    for (index, digit) in parts[0].enumerated() {
      if index > 0, (parts[0].count - index).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return parts.count > 1 ? result + "." + parts[1] : result
  }

  private func aligned(
    _ body: TemplateText, _ field: TemplateFieldSpecification, isNumber: Bool
  ) throws(TemplateError) -> TemplateText {
    let missing = max(0, field.width - body.count)
    let fill = TemplateText(field.fill)
    switch field.alignment ?? (isNumber ? ">" : "<") {
    case "<": return try padded(body, left: 0, right: missing, with: fill)
    case "^":
      return try padded(body, left: missing / 2, right: missing - missing / 2, with: fill)
    case "=":
      let hasSign = body.bytes.first.map { "+- ".utf8.contains($0) } ?? false
      var result = hasSign ? body.slice(0..<1) : TemplateText()
      result.append(
        try padded(hasSign ? body.slice(from: 1) : body, left: missing, right: 0, with: fill))
      return result
    default: return try padded(body, left: missing, right: 0, with: fill)
    }
  }
}
