extension NumberPattern {
  /// The greatest number of endings that a pattern of multiples may list.
  private static let endingLimit: UInt64 = 10_000

  /// The greatest divisor without a factor in common with ten.
  private static let remainderLimit: UInt64 = 4_096

  /// Conditions on the text of a number, without sign and exponent, that hold together exactly
  /// where it is a multiple of another; zero is one.
  ///
  /// `nil` where endings and remainders are too many. With d = D·10^p, what D shares with powers of
  /// ten shows in the last digits, and the rest in the remainder of all digits, which zeros at the
  /// end and the point do not change.
  static func multiples(of divisor: DecimalNumber) -> (endings: String, remainder: UInt32)? {
    guard var (value, power) = divisor.coefficient, value > 0 else { return nil }
    while value % 10 == 0 { (value, power) = (value / 10, power + 1) }
    var rest = value
    for factor in [UInt64(2), 5] { while rest % factor == 0 { rest /= factor } }
    guard rest <= remainderLimit else { return nil }
    value /= rest
    return (power < 0 ? fractions(value, places: -power) : wholes(value, power))
      .map { ($0, UInt32(rest)) }
  }

  private static func wholes(_ value: UInt64, _ power: Int) -> String? {
    if value == 1 { return "(?:0|[1-9][0-9]*" + zeros(power) + ")" + noFraction }
    return endings(value).map { "(?:0|(?:" + $0 + ")" + zeros(power) + ")" + noFraction }
  }

  private static func zeros(_ count: Int) -> String { count == 0 ? "" : "0{\(count)}" }

  /// Any whole part with a fraction that is a multiple of `value` units of its last place.
  private static func fractions(_ value: UInt64, places: Int) -> String? {
    if value == 1 { return whole + "(?:\\.[0-9]{1,\(places)}0*)?" }
    guard let unit = powerOfTen(places), unit % value == 0, unit / value <= endingLimit else {
      return nil
    }
    let endings = stride(from: value, to: unit, by: Int(value)).map { multiple in
      var digits = padded(multiple, places)
      while digits.last == "0" { digits.removeLast() }
      return digits
    }
    return whole + "(?:\\.(?:0+|(?:" + endings.joined(separator: "|") + ")0*))?"
  }

  /// Positive multiples by their last digits.
  private static func endings(_ value: UInt64) -> String? {
    var places = 1
    while places <= 16, let unit = powerOfTen(places) {
      if unit % value == 0 {
        guard unit / value <= endingLimit else { return nil }
        let multiples = Array(stride(from: UInt64(0), to: unit, by: Int(value)))
        let short = multiples.dropFirst().map { String($0) }
        let long = multiples.map { padded($0, places) }
        return short.joined(separator: "|") + "|[1-9][0-9]*(?:" + long.joined(separator: "|") + ")"
      }
      places += 1
    }
    return nil
  }

  private static func padded(_ value: UInt64, _ places: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, places - text.count)) + text
  }

  private static func powerOfTen(_ places: Int) -> UInt64? {
    guard places <= 17 else { return nil }
    return (0..<places).reduce(1) { power, _ in power * 10 }
  }
}
