/// Python's ways of printing and rounding floats.
enum TemplateFloat {
  /// Python's `repr`: the shortest digits that read back as the same number, with an exponent below
  /// 1e-4 and from 1e16.
  static func repr(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let (digits, exponent) = shortestDigits(value.magnitude)
    let sign = value.sign == .minus ? "-" : ""
    if exponent < -4 || exponent >= 16 {
      let fraction = digits.dropFirst()
      let mantissa = fraction.isEmpty ? digits : "\(digits.prefix(1)).\(fraction)"
      let size = String(exponent.magnitude)
      return
        "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(size.count < 2 ? "0" : "")\(size)"
    }
    if exponent < 0 {
      return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
    }
    let padded = digits + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    let fraction = padded.dropFirst(exponent + 1)
    return "\(sign)\(padded.prefix(exponent + 1)).\(fraction.isEmpty ? "0" : String(fraction))"
  }

  /// The significant digits without trailing zeros, and the decimal exponent of the first.
  private static func shortestDigits(_ magnitude: Double) -> (String, Int) {
    guard magnitude != 0 else { return ("0", 0) }
    let parts = magnitude.description.split(separator: "e")
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    exponent += mantissa[0].count - 1
    let all = mantissa[0] + fraction
    let leading = all.prefix { $0 == "0" }.count
    exponent -= leading
    var digits = all.dropFirst(leading)
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return (String(digits), exponent)
  }

  /// The number with this many decimals, ties of the exact binary value to the even digit.
  ///
  /// - Parameter places: At least 0; more than 1,100 add only zeros.
  static func fixed(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return repr(value) }
    let (integer, fraction) = exactDigits(value.magnitude)
    var digits = integer + Array(fraction.prefix(places))
    let rest = fraction.dropFirst(places)
    if let first = rest.first {
      let isHalf = first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
      let isUp = isHalf ? digits.last.map { $0 % 2 == 1 } ?? false : first >= 5
      if isUp { increment(&digits) }
    }
    digits += Array(repeating: 0, count: max(0, places - fraction.count))
    let text = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    let sign = value.sign == .minus ? "-" : ""
    return places == 0 ? sign + text : "\(sign)\(text.dropLast(places)).\(text.suffix(places))"
  }

  /// Python's `round(value, places)`, where negative places round to tens and hundreds.
  static func rounded(_ value: Double, places: Int) -> Double {
    guard value.isFinite, places <= 330 else { return value }
    if places >= 0 { return Double(fixed(value, places: places)) ?? value }
    let (integer, fraction) = exactDigits(value.magnitude)
    let dropped = -places
    guard dropped <= integer.count else { return value.sign == .minus ? -0.0 : 0 }
    var digits = Array(integer.dropLast(dropped))
    let rest = integer.suffix(dropped) + fraction
    let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    let isUp = isHalf ? digits.last.map { $0 % 2 == 1 } ?? false : rest.first ?? 0 >= 5
    if digits.isEmpty { digits = [0] }
    if isUp { increment(&digits) }
    let text = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    let magnitude = Double(text + String(repeating: "0", count: dropped)) ?? value.magnitude
    return value.sign == .minus ? -magnitude : magnitude
  }

  private static func increment(_ digits: inout [UInt8]) {
    for index in digits.indices.reversed() {
      guard digits[index] == 9 else {
        digits[index] += 1
        return
      }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
  }

  /// All decimal digits of the binary value: before the point, at least one, and after it.
  private static func exactDigits(_ magnitude: Double) -> ([UInt8], [UInt8]) {
    guard magnitude != 0 else { return ([0], []) }
    let isNormal = magnitude.isNormal
    let significand = magnitude.significandBitPattern | (isNormal ? 1 << 52 : 0)
    let exponent = Int(magnitude.exponentBitPattern) - (isNormal ? 1075 : 1074)
    // Limbs of nine digits, least significant first: m * 2^e, or m * 5^-e before the point moves by
    // e digits.
    var limbs = [significand % 1_000_000_000, significand / 1_000_000_000]
    multiply(&limbs, by: exponent >= 0 ? 2 : 5, times: exponent.magnitude)
    var digits: [UInt8] = []
    for limb in limbs.reversed() {
      let text = String(limb).utf8.map { $0 - 0x30 }
      digits += Array(repeating: 0, count: 9 - text.count) + text
    }
    let places = exponent >= 0 ? 0 : -exponent
    if digits.count <= places {
      digits = Array(repeating: 0, count: places + 1 - digits.count) + digits
    }
    var integer = Array(digits.dropLast(places).drop { $0 == 0 })
    if integer.isEmpty { integer = [0] }
    return (integer, Array(digits.suffix(places)))
  }

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64, times: UInt) {
    for _ in 0..<times {
      var carry: UInt64 = 0
      for index in limbs.indices {
        let product = limbs[index] * factor + carry
        limbs[index] = product % 1_000_000_000
        carry = product / 1_000_000_000
      }
      if carry > 0 { limbs.append(carry) }
    }
  }
}
