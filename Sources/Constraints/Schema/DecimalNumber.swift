import JSON

/// A decimal number, exact: 0.d₁d₂d₃… · 10^point with a sign.
///
/// Bounds and divisors of a schema are decimal texts, and so are the numbers that a model writes;
/// binary fractions would call 0.3 no multiple of 0.1.
struct DecimalNumber: Hashable, Sendable, Comparable {
  /// Tells whether the number is below zero.
  var isNegative: Bool
  /// Significant digits, without zeros at either end; empty for zero.
  var digits: [UInt8]
  /// The place of the decimal point, counted from before the first digit.
  var point: Int

  static let zero = DecimalNumber(isNegative: false, digits: [], point: 0)
  static let one = DecimalNumber(isNegative: false, digits: [1], point: 1)

  /// The largest distance of the point from the digits that is followed; doubles stay within it.
  static let pointLimit = 400

  init(isNegative: Bool, digits: [UInt8], point: Int) {
    let leading = digits.prefix { $0 == 0 }.count
    var kept = digits.dropFirst(leading)
    while kept.last == 0 { kept.removeLast() }
    self.digits = Array(kept)
    self.point = kept.isEmpty ? 0 : point - leading
    self.isNegative = isNegative && !kept.isEmpty
  }

  /// The number of a JSON value, if it is one that is finite and has no absurd exponent.
  init?(_ value: JSONValue) {
    switch value {
    case .integer(let value): self.init(text: String(value))
    case .number(let value) where value.isFinite: self.init(text: "\(value)")
    case .decimal(let text): self.init(text: text)
    default: return nil
    }
  }

  /// A number from decimal text with an optional exponent.
  init?(text: String) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    var bytes = Array(text.utf8)[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { bytes.removeFirst() }
    while let byte = bytes.popFirst() {
      switch byte {
      case 0x30...0x39: digits.append(byte - 0x30)
      case UInt8(ascii: "."): point = digits.count
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        if bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        guard let value = Int(String(decoding: bytes, as: UTF8.self)) else { return nil }
        exponent = value
        bytes = []
      default: return nil
      }
    }
    guard abs(exponent) <= Self.pointLimit, digits.count <= Self.pointLimit else { return nil }
    self.init(isNegative: isNegative, digits: digits, point: (point ?? digits.count) + exponent)
  }

  /// Tells whether there is nothing after the point.
  var isIntegral: Bool { digits.count <= point }

  /// Digits before the point; a single zero where there are none.
  var integerDigits: [UInt8] {
    guard point > 0 else { return [0] }
    return Array(digits.prefix(point)) + Array(repeating: 0, count: max(0, point - digits.count))
  }

  /// Digits after the point, without zeros at the end.
  var fractionDigits: [UInt8] {
    guard !isIntegral else { return [] }
    return Array(repeating: 0, count: max(0, -point)) + Array(digits.dropFirst(max(0, point)))
  }

  /// The number without its sign.
  var magnitude: DecimalNumber {
    DecimalNumber(isNegative: false, digits: digits, point: point)
  }

  /// The number with the other sign.
  var negated: DecimalNumber {
    DecimalNumber(isNegative: !isNegative, digits: digits, point: point)
  }

  static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
    switch (left.isNegative, right.isNegative) {
    case (true, false): true
    case (false, true): false
    case (true, true): right.isSmaller(than: left)
    case (false, false): left.isSmaller(than: right)
    }
  }

  private func isSmaller(than other: DecimalNumber) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    if point != other.point { return point < other.point }
    return digits.lexicographicallyPrecedes(other.digits)
  }

  /// The plain decimal text, without exponent.
  var text: String {
    let whole = integerDigits.map { String($0) }.joined()
    let fraction = fractionDigits.map { String($0) }.joined()
    return (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }
}

extension DecimalNumber {
  /// The digits as an integer and the power of ten that it is to be multiplied with, if they fit.
  var coefficient: (value: UInt64, power: Int)? {
    guard digits.count <= 17 else { return nil }
    return (digits.reduce(0) { $0 * 10 + UInt64($1) }, point - digits.count)
  }

  /// Tells whether this is an integral multiple of another number, or `nil` if the numbers are too
  /// long to tell.
  func isMultiple(of divisor: DecimalNumber) -> Bool? {
    guard let (value, power) = divisor.coefficient, value > 0 else { return nil }
    // x = X·10^a and d = D·10^b: x/d is integral when X·10^(a-b) is divisible by D.
    let shift = (point - digits.count) - power
    guard shift > -17 else { return digits.isEmpty }
    guard shift <= 2 * Self.pointLimit else { return nil }
    var modulus = value
    for _ in 0..<max(0, -shift) {
      let (product, overflow) = modulus.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      modulus = product
    }
    guard modulus < UInt64.max / 16 else { return nil }
    var remainder: UInt64 = 0
    for digit in digits { remainder = (remainder * 10 + UInt64(digit)) % modulus }
    for _ in 0..<max(0, shift) { remainder = remainder * 10 % modulus }
    return remainder == 0
  }
}
