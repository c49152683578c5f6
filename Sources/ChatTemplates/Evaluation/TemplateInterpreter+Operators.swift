extension TemplateInterpreter {
  private func unsupported(
    _ symbol: String, _ left: TemplateValue, _ right: TemplateValue
  ) -> TemplateError {
    for case .undefined(let undefined) in [left, right] { return fail(undefined.message) }
    return fail(
      "unsupported operand types for \(symbol): '\(left.typeName)' and '\(right.typeName)'")
  }

  func negated(_ value: TemplateValue) throws(TemplateError) -> TemplateValue {
    if let integer = value.integerValue {
      guard integer != .min else { throw tooLarge() }
      return .integer(-integer)
    }
    if case .float(let float) = value { return .float(-float) }
    if case .undefined(let undefined) = value { throw fail(undefined.message) }
    throw fail("bad operand type for unary -: '\(value.typeName)'")
  }

  func positive(_ value: TemplateValue) throws(TemplateError) -> TemplateValue {
    if let integer = value.integerValue { return .integer(integer) }
    if case .float = value { return value }
    if case .undefined(let undefined) = value { throw fail(undefined.message) }
    throw fail("bad operand type for unary +: '\(value.typeName)'")
  }

  private func tooLarge() -> TemplateError { fail("an integer does not fit 64 bits") }

  func apply(
    _ operation: TemplateExpression.Operator, _ left: TemplateValue, _ right: TemplateValue
  ) throws(TemplateError) -> TemplateValue {
    if let first = left.integerValue, let second = right.integerValue {
      return try apply(operation, first, second)
    }
    if let first = left.floatValue, let second = right.floatValue {
      return try apply(operation, first, second)
    }
    switch (operation, left, right) {
    case (.add, .string(let first), .string(let second)): return try add(first, second)
    case (.add, .list(let first), .list(let second)):
      return try list(first.elements + second.elements)
    case (.add, .tuple(let first), .tuple(let second)):
      return try tuple(first.elements + second.elements)
    case (.multiply, _, _):
      if let count = right.integerValue, let product = try repeated(left, count) { return product }
      if let count = left.integerValue, let product = try repeated(right, count) { return product }
      throw unsupported("*", left, right)
    case (.remainder, .string(let format), _): return .string(try percentFormat(format, right))
    default: throw unsupported(operation.rawValue, left, right)
    }
  }

  private func add(
    _ left: TemplateText, _ right: TemplateText
  ) throws(TemplateError) -> TemplateValue {
    var result = left
    if left.isMarkup == right.isMarkup {
      try append(right, to: &result)
    } else {
      // Text that was marked safe escapes what it meets.
      result = left.isMarkup ? left : try escaped(left)
      try append(right.isMarkup ? right : try escaped(right), to: &result)
      result.isMarkup = true
    }
    return .string(result)
  }

  private func repeated(
    _ value: TemplateValue, _ count: Int
  ) throws(TemplateError) -> TemplateValue? {
    let count = max(0, count)
    switch value {
    case .string(let text):
      try checkBytes(text.bytes.count, times: count)
      try chargeBytes(text.bytes.count * count)
      var result = TemplateText()
      result.isMarkup = text.isMarkup
      if text.isEmpty { return value }
      for _ in 0..<count { result.append(text) }
      return .string(result)
    case .list(let elements):
      try checkElements(elements.count, times: count)
      return .list(elements.isEmpty ? [] : (0..<count).flatMap { _ in elements.elements })
    case .tuple(let elements):
      try checkElements(elements.count, times: count)
      return .tuple(elements.isEmpty ? [] : (0..<count).flatMap { _ in elements.elements })
    default: return nil
    }
  }

  private func apply(
    _ operation: TemplateExpression.Operator, _ left: Int, _ right: Int
  ) throws(TemplateError) -> TemplateValue {
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .divide:
      guard right != 0 else { throw fail("division by zero") }
      return .float(Double(left) / Double(right))
    case .floorDivide, .remainder:
      guard right != 0 else { throw fail("integer division or modulo by zero") }
      guard left != .min || right != -1 else { throw tooLarge() }
      let quotient = left.flooredDivision(by: right)
      return .integer(operation == .floorDivide ? quotient : left - quotient * right)
    case .power:
      if right < 0 {
        guard left != 0 else { throw fail("0 cannot be raised to a negative power") }
        return .float(Self.power(Double(left), right))
      }
      result = Self.integerPower(left, right)
    }
    guard !result.overflow else { throw tooLarge() }
    return .integer(result.partialValue)
  }

  private static func integerPower(
    _ base: Int, _ exponent: Int
  ) -> (partialValue: Int, overflow: Bool) {
    if base == 0 || base == 1 { return (exponent == 0 ? 1 : base, false) }
    if base == -1 { return (exponent.isMultiple(of: 2) ? 1 : -1, false) }
    guard exponent < 64 else { return (0, true) }
    var result = 1
    for _ in 0..<exponent {
      let (product, overflow) = result.multipliedReportingOverflow(by: base)
      if overflow { return (0, true) }
      result = product
    }
    return (result, false)
  }

  /// An integral power by repeated squaring; the last bit may differ from the C library's `pow`.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var bits = exponent.magnitude
    while bits > 0 {
      if bits & 1 == 1 { result *= square }
      square *= square
      bits >>= 1
    }
    return exponent < 0 ? 1 / result : result
  }

  private func apply(
    _ operation: TemplateExpression.Operator, _ left: Double, _ right: Double
  ) throws(TemplateError) -> TemplateValue {
    switch operation {
    case .add: return .float(left + right)
    case .subtract: return .float(left - right)
    case .multiply: return .float(left * right)
    case .divide, .floorDivide, .remainder:
      guard right != 0 else { throw fail("float division by zero") }
      if operation == .divide { return .float(left / right) }
      var remainder = left.truncatingRemainder(dividingBy: right)
      if remainder != 0, (remainder < 0) != (right < 0) { remainder += right }
      if operation == .remainder {
        return .float(
          remainder == 0 ? Double(sign: right.sign, exponent: 0, significand: 0) : remainder)
      }
      return .float(((left - remainder) / right).rounded())
    case .power:
      if let exponent = Int(exactly: right) {
        guard left != 0 || exponent >= 0 else {
          throw fail("0.0 cannot be raised to a negative power")
        }
        let power = Self.power(left, exponent)
        guard power.isFinite || !left.isFinite else { throw fail("numerical result out of range") }
        return .float(power)
      }
      if left == 0, right > 0 { return .float(0) }
      if right == 0.5, left >= 0 { return .float(left.squareRoot()) }
      throw fail("powers with a fraction other than 0.5 are not supported")
    }
  }

  // MARK: Comparison

  func compare(
    _ left: TemplateValue, _ comparison: TemplateExpression.Comparison, _ right: TemplateValue
  ) throws(TemplateError) -> Bool {
    switch comparison {
    case .equal: try areEqual(left, right)
    case .notEqual: !(try areEqual(left, right))
    case .less: try isLess(left, right, "<")
    case .greater: try isLess(right, left, ">")
    case .lessOrEqual: try isLess(left, right, "<=", orEqual: true)
    case .greaterOrEqual: try isLess(right, left, ">=", orEqual: true)
    case .isIn: try contains(right, left)
    case .isNotIn: !(try contains(right, left))
    }
  }

  func areEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
    try charge()
    if let first = left.integerValue, let second = right.integerValue { return first == second }
    if let first = left.floatValue, let second = right.floatValue { return first == second }
    switch (left, right) {
    case (.undefined, .undefined), (.none, .none): return true
    case (.string(let first), .string(let second)):
      try chargeBytes(min(first.bytes.count, second.bytes.count))
      return first == second
    case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
      return try areEqual(first.elements, second.elements)
    case (.range(let first), .range(let second)):
      return first.count == second.count
        && (first.count == 0
          || first.start == second.start && (first.count == 1 || first.step == second.step))
    case (.dictionary(let first), .dictionary(let second)): return try areEqual(first, second)
    case (.view(let first), .view(let second)) where first.kind == second.kind:
      guard first.kind != .values, first.dictionary.count == second.dictionary.count else {
        return false
      }
      for element in first.elements where !(try contains(right, element)) { return false }
      return true
    case (.object(let first), .object(let second)): return first === second
    case (.function(let first), .function(let second)): return first == second
    default: return false
    }
  }

  private func areEqual(
    _ left: [TemplateValue], _ right: [TemplateValue]
  ) throws(TemplateError) -> Bool {
    guard left.count == right.count else { return false }
    try charge(left.count)
    for (first, second) in zip(left, right) where !(try areEqual(first, second)) { return false }
    return true
  }

  private func areEqual(
    _ left: TemplateDictionary, _ right: TemplateDictionary
  ) throws(TemplateError) -> Bool {
    guard left.count == right.count else { return false }
    try charge(left.count)
    for (name, value) in zip(left.keys, left.values) {
      guard let key = try key(of: name), let other = right[key], try areEqual(value, other) else {
        return false
      }
    }
    return true
  }

  /// Python's `<`, or `<=`; throws for values that have no order.
  func isLess(
    _ left: TemplateValue, _ right: TemplateValue, _ symbol: String, orEqual: Bool = false
  ) throws(TemplateError) -> Bool {
    if let first = left.integerValue, let second = right.integerValue {
      return first < second || (orEqual && first == second)
    }
    if let first = left.floatValue, let second = right.floatValue {
      return first < second || (orEqual && first == second)
    }
    switch (left, right) {
    case (.string(let first), .string(let second)):
      try chargeBytes(min(first.bytes.count, second.bytes.count))
      return first < second || (orEqual && first == second)
    case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
      try charge(min(first.count, second.count))
      for (a, b) in zip(first.elements, second.elements) where !(try areEqual(a, b)) {
        return try isLess(a, b, symbol, orEqual: orEqual)
      }
      return first.count < second.count || (orEqual && first.count == second.count)
    default: throw unsupported(symbol, left, right)
    }
  }

  /// Python's `in`.
  func contains(
    _ container: TemplateValue, _ element: TemplateValue
  ) throws(TemplateError) -> Bool {
    switch container {
    case .string(let text):
      guard case .string(let pattern) = element else {
        throw fail("'in <string>' requires string as left operand, not \(element.typeName)")
      }
      try chargeBytes(text.bytes.count + pattern.bytes.count)
      return text.find(pattern) != nil
    case .dictionary(let dictionary): return dictionary[try hashable(element)] != nil
    case .view(let view) where view.kind == .keys:
      return view.dictionary[try hashable(element)] != nil
    case .undefined, .list, .tuple, .range, .view, .object:
      for candidate in try elements(of: container) where try areEqual(candidate, element) {
        return true
      }
      return false
    default: throw fail("argument of type '\(container.typeName)' is not iterable")
    }
  }
}
