import PlainText

extension NumberText {
  /// A number on an axis, with 0 to 12 decimals and commas between thousands; what is too large for
  /// that in powers of ten.
  static func axis(_ value: Double, decimals: Int) -> String {
    let scaled = (abs(value) * Logarithm.power(10, Double(decimals))).rounded()
    return scaled < 1e15 ? separated(value, decimals) : powerOfTen(value)
  }

  /// A number with three significant digits, whole from 100 up, without zeros at the end.
  static func short(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let exponent = Logarithm.decade(of: value)
    guard exponent >= -4, exponent < 12 else { return powerOfTen(value) }
    return trimmed(axis(value, decimals: max(2 - exponent, 0)))
  }

  /// A coordinate in pixels with at most two decimals.
  static func coordinate(_ value: Double) -> String {
    let text = trimmed(axis(value, decimals: 2))
    return text.contains(",") ? text.filter { $0 != "," } : text
  }

  private static func powerOfTen(_ value: Double) -> String {
    let exponent = Logarithm.decade(of: value)
    let mantissa = value / Logarithm.power(10, Double(exponent))
    return trimmed(axis(mantissa, decimals: 2)) + "e\(exponent)"
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var kept = Substring(text)
    while kept.last == "0" { kept.removeLast() }
    if kept.last == "." { kept.removeLast() }
    return String(kept)
  }
}
