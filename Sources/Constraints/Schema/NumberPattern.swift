/// Patterns of number texts, without sign and exponent.
///
/// The texts of the numbers on one side of a bound are a regular language: a text is above another
/// if its whole part is longer, or as long and later in the order of digits, or equal and the
/// fraction later.
enum NumberPattern {
  /// The whole part of a number.
  static let whole = "(?:0|[1-9][0-9]*)"
  /// The fraction of a number, which may be missing.
  static let anyFraction = #"(?:\.[0-9]+)?"#
  /// A fraction of zeros, which may be missing.
  static let noFraction = #"(?:\.0+)?"#
  /// Any number, exponents included.
  static let number = "-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"
  /// An integral number without exponent, which typed readers would refuse.
  static let integer = "-?(?:0|[1-9][0-9]*)(?:\\.0+)?"

  /// Numbers from a bound upwards.
  static func atLeast(_ value: DecimalNumber, isIncluded: Bool) -> String {
    let digits = value.integerDigits
    var branches = [longer(than: digits.count)]
    for (place, digit) in digits.enumerated() where digit < 9 {
      let first = place == 0 && digit == 0 ? 1 : digit + 1
      branches.append(
        text(digits.prefix(place)) + range(first, 9) + anyDigits(digits.count - place - 1))
    }
    let above = "(?:" + branches.joined(separator: "|") + ")" + anyFraction
    return "(?:\(above)|\(text(digits))\(fraction(from: value.fractionDigits, isIncluded)))"
  }

  /// Numbers from zero up to a bound.
  static func atMost(_ value: DecimalNumber, isIncluded: Bool) -> String {
    let digits = value.integerDigits
    var branches: [String] = []
    if digits.count > 1 {
      branches.append("[0-9]")
      if digits.count > 2 { branches.append("[1-9][0-9]{1,\(digits.count - 2)}") }
    }
    for (place, digit) in digits.enumerated() {
      let first: UInt8 = place == 0 && digits.count > 1 ? 1 : 0
      guard digit > first else { continue }
      branches.append(
        text(digits.prefix(place)) + range(first, digit - 1)
          + anyDigits(digits.count - place - 1))
    }
    let below = branches.isEmpty ? nil : "(?:" + branches.joined(separator: "|") + ")" + anyFraction
    let same = fraction(upTo: value.fractionDigits, isIncluded).map { text(digits) + $0 }
    let both = [below, same].compactMap { $0 }
    return both.isEmpty ? "[]" : "(?:" + both.joined(separator: "|") + ")"
  }

  /// Texts of one number.
  static func only(_ value: DecimalNumber) -> String {
    let fraction = value.fractionDigits
    let end = fraction.isEmpty ? noFraction : "\\." + text(fraction) + "0*"
    return text(value.integerDigits) + end
  }

  private static func longer(than count: Int) -> String { "[1-9][0-9]{\(count),}" }

  private static func anyDigits(_ count: Int) -> String {
    count == 0 ? "" : count == 1 ? "[0-9]" : "[0-9]{\(count)}"
  }

  private static func text(_ digits: some Sequence<UInt8>) -> String {
    digits.map { String($0) }.joined()
  }

  private static func range(_ first: UInt8, _ last: UInt8) -> String {
    first == last ? "\(first)" : "[\(first)-\(last)]"
  }

  private static func fraction(from digits: [UInt8], _ isIncluded: Bool) -> String {
    if digits.isEmpty { return isIncluded ? anyFraction : #"\.[0-9]*[1-9][0-9]*"# }
    var branches: [String] = []
    for (place, digit) in digits.enumerated() where digit < 9 {
      branches.append(text(digits.prefix(place)) + range(digit + 1, 9) + "[0-9]*")
    }
    branches.append(text(digits) + (isIncluded ? "[0-9]*" : "[0-9]*[1-9][0-9]*"))
    return "\\.(?:" + branches.joined(separator: "|") + ")"
  }

  private static func fraction(upTo digits: [UInt8], _ isIncluded: Bool) -> String? {
    if digits.isEmpty { return isIncluded ? noFraction : nil }
    var branches: [String] = []
    for (place, digit) in digits.enumerated() {
      if digit > 0 {
        branches.append(text(digits.prefix(place)) + range(0, digit - 1) + "[0-9]*")
      }
      if place > 0 { branches.append(text(digits.prefix(place)) + "0*") }
    }
    if isIncluded { branches.append(text(digits) + "0*") }
    return "(?:\\.(?:" + branches.joined(separator: "|") + "))?"
  }
}
