/// The filters, in the groups that implement them; the names are those that templates write
/// after `|`.
enum TemplateFilters {
  /// Filters that print their input and work on the text.
  enum Text: String, CaseIterable {
    case capitalize, center, escape, forceescape, format, indent, lower, replace, safe, string
    case title, trim, truncate, upper, wordcount
    case e
  }

  /// Filters that visit the elements of their input.
  enum Sequence: String, CaseIterable {
    case batch, dictsort, first, groupby, items, join, last, list, map, max, min, reject
    case rejectattr, reverse, select, selectattr, slice, sort, sum, unique
  }

  /// The others.
  enum Value: String, CaseIterable {
    case abs, attr, count, d, float, int, length, round, tojson
    case fallback = "default"
  }

  static let names = Set(
    Text.allCases.map(\.rawValue) + Sequence.allCases.map(\.rawValue)
      + Value.allCases.map(\.rawValue))
}

extension TemplateInterpreter {
  func filter(
    _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    try charge()
    if let filter = TemplateFilters.Text(rawValue: name) {
      return try apply(filter, value, arguments)
    }
    if let filter = TemplateFilters.Sequence(rawValue: name) {
      return try apply(filter, value, arguments)
    }
    if let filter = TemplateFilters.Value(rawValue: name) {
      return try apply(filter, value, arguments)
    }
    throw fail("there is no filter '\(name)'")
  }

  private func apply(
    _ filter: TemplateFilters.Value, _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let name = filter.rawValue
    switch filter {
    case .length, .count:
      _ = try bind(arguments, [], for: name)
      return .integer(try length(of: value))
    case .fallback, .d:
      let bound = try bind(arguments, ["default_value", "boolean"], for: name)
      let isMissing = value.isUndefined || (bound[1]?.isTruthy ?? false) && !value.isTruthy
      return isMissing ? bound[0] ?? .string("") : value
    case .attr:
      let bound = try bind(arguments, ["name"], required: 1, for: name)
      let attributeName = try expectText(bound[0], "the name of an attribute").string
      if case .dictionary = value,
        TemplateMethodNames.names(of: value)?.contains(attributeName) != true
      {
        return .undefined(.attribute(attributeName, of: value.typeName))
      }
      return try attribute(attributeName, of: value)
    case .tojson: return .string(try json(value, arguments))
    case .abs:
      _ = try bind(arguments, [], for: name)
      if case .float(let float) = value { return .float(float.magnitude) }
      guard let integer = value.integerValue else {
        throw fail("bad operand type for abs(): '\(value.typeName)'")
      }
      return integer < 0 ? try negated(value) : .integer(integer)
    case .int: return try integer(value, arguments)
    case .float:
      let fallback = try bind(arguments, ["default"], for: name)[0] ?? .float(0)
      if case .undefined(let undefined) = value { throw fail(undefined.message) }
      return float(value).map { .float($0) } ?? fallback
    case .round: return try round(value, arguments)
    }
  }

  private func json(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateText {
    let bound = try bind(
      arguments, ["ensure_ascii", "indent", "separators", "sort_keys"], for: "tojson")
    var writer = TemplateJSONWriter(self)
    writer.isASCII = bound[0]?.isTruthy ?? false
    writer.sortsKeys = bound[3]?.isTruthy ?? false
    switch bound[1] ?? .none {
    case .none: break
    case .string(let text): writer.indent = text
    case let width:
      writer.indent = try repeated(" ", try expectInteger(width, "the indent of tojson"))
    }
    if writer.indent != nil { writer.itemSeparator = "," }
    if let separators = bound[2], separators.isTruthy {
      let pair = try elements(of: separators)
      guard pair.count == 2 else { throw fail("separators must be a pair") }
      writer.itemSeparator = try expectText(pair[0], "a separator")
      writer.keySeparator = try expectText(pair[1], "a separator")
    }
    return try writer.write(value)
  }

  // MARK: Numbers

  private func float(_ value: TemplateValue) -> Double? {
    if let float = value.floatValue { return float }
    guard case .string(let text) = value else { return nil }
    let trimmed = text.trimmed().string
    switch trimmed.lowercased() {
    case "nan", "+nan", "-nan": return .nan
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: break
    }
    guard let digits = Self.withoutUnderscores(trimmed) else { return nil }
    var plain = digits
    if plain.hasPrefix("+") { plain.removeFirst() }
    guard plain.unicodeScalars.allSatisfy({ "0123456789.eE+-".unicodeScalars.contains($0) }),
      plain.unicodeScalars.contains(where: { $0.value >= 0x30 && $0.value <= 0x39 }),
      !plain.hasPrefix("+")
    else { return nil }
    if plain.hasSuffix(".") { plain += "0" }
    if plain.hasPrefix(".") { plain = "0" + plain }
    return Double(plain)
  }

  /// Digits without the single underscores that Python allows between them.
  private static func withoutUnderscores(_ text: String) -> String? {
    guard text.contains("_") else { return text }
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    let isBetweenDigits = zip(parts, parts.dropFirst()).allSatisfy {
      $0.last?.isWholeNumber ?? false && $1.first?.isWholeNumber ?? false
    }
    return isBetweenDigits ? parts.joined() : nil
  }

  private func integer(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(arguments, ["default", "base"], for: "int")
    let fallback = bound[0] ?? .integer(0)
    let base = try expectInteger(bound[1] ?? .integer(10), "the base")
    switch value {
    case .undefined(let undefined): throw fail(undefined.message)
    case .integer, .bool: return .integer(value.integerValue ?? 0)
    case .float(let float):
      if float.isInfinite || float.isNaN { return fallback }
      guard let integer = Int(exactly: float.rounded(.towardZero)) else {
        throw fail("an integer does not fit 64 bits")
      }
      return .integer(integer)
    case .string(let text):
      if let integer = Self.integer(text.trimmed().string, base: base) { return .integer(integer) }
      guard let float = float(value), float.isFinite else { return fallback }
      guard let integer = Int(exactly: float.rounded(.towardZero)) else {
        throw fail("an integer does not fit 64 bits")
      }
      return .integer(integer)
    default: return fallback
    }
  }

  private static func integer(_ text: String, base: Int) -> Int? {
    var digits = text.lowercased()
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
    var radix = base
    for (prefix, value) in [("0x", 16), ("0o", 8), ("0b", 2)]
    where digits.hasPrefix(prefix) && (base == value || base == 0) {
      digits.removeFirst(2)
      radix = value
    }
    if radix == 0 { radix = 10 }
    guard (2...36).contains(radix), let plain = withoutUnderscores(digits),
      plain.first?.isASCII ?? false, plain.first != "-", plain.first != "+",
      let value = Int(plain, radix: radix)
    else { return nil }
    return isNegative ? -value : value
  }

  private func round(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    try charge(64)
    let bound = try bind(arguments, ["precision", "method"], for: "round")
    let places = try expectInteger(bound[0] ?? .integer(0), "the precision")
    let method = try expectText(bound[1] ?? .string("common"), "the method").string
    guard let float = value.floatValue else {
      if case .undefined(let undefined) = value { throw fail(undefined.message) }
      throw fail("type \(value.typeName) doesn't define __round__ method")
    }
    switch method {
    case "common":
      if let integer = value.integerValue {
        return places >= 0 ? .integer(integer) : try round(integer, places: places)
      }
      return .float(TemplateFloat.rounded(float, places: max(-400, places)))
    case "ceil", "floor":
      let scale = try apply(.power, .integer(10), .integer(places))
      let scaled = try apply(.multiply, value, scale)
      guard let number = scaled.floatValue,
        let whole = Int(exactly: number.rounded(method == "ceil" ? .up : .down))
      else { throw fail("an integer does not fit 64 bits") }
      return try apply(.divide, .integer(whole), scale)
    default: throw fail("method must be common, ceil or floor")
    }
  }

  private func round(_ value: Int, places: Int) throws(TemplateError) -> TemplateValue {
    guard places > -19 else { return .integer(0) }
    guard case .integer(let unit) = try apply(.power, .integer(10), .integer(-places)) else {
      return .integer(0)
    }
    let floor = value.flooredDivision(by: unit)
    let rest = value - floor * unit
    let isUp = rest > unit - rest || (rest == unit - rest && !floor.isMultiple(of: 2))
    return try apply(.multiply, .integer(isUp ? floor + 1 : floor), .integer(unit))
  }
}
