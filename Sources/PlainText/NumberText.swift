/// Numbers as people read them: the one place that rounds, groups and scales them, the same in
/// every language.
///
/// What only one target says of a number is an extension there, written with these.
package enum NumberText {
  /// Text in place of a figure that is not known.
  package static let unknown = "–"

  /// A count with separators, such as `134,515,008`.
  package static func grouped(_ number: Int) -> String {
    (number < 0 ? "-" : "") + grouped(digits: String(number.magnitude))
  }

  /// A number with this many decimals, without separators; as Swift writes it beyond 10^18 last
  /// digits, and if not finite.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    parts(value, decimals).map { $0.sign + $0.whole + $0.fraction } ?? "\(value)"
  }

  /// A number with this many decimals and commas between thousands; what is too large for that as
  /// Swift writes it.
  package static func separated(_ value: Double, _ decimals: Int) -> String {
    parts(value, decimals).map { $0.sign + grouped(digits: $0.whole) + $0.fraction } ?? "\(value)"
  }

  /// A number with one decimal, or with none where that is zero.
  package static func tenths(_ value: Double) -> String {
    let text = fixed(value, 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Three figures or so, for rates.
  package static func rate(_ value: Double) -> String {
    fixed(value, value < 10 ? 2 : value < 1000 ? 1 : 0)
  }

  /// A duration, such as `0.12 s` or `3:05`.
  package static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    if seconds < 60 { return "\(fixed(seconds, seconds < 10 ? 2 : 0)) s" }
    let whole = Int(seconds.rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
    return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }

  /// `1 token`, `2 tokens`.
  package static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(grouped(number)) " + (number == 1 ? noun : plural ?? noun + "s")
  }

  /// A number that is rounded once, in pieces: sign, digits before the point, and point
  /// with decimals.
  ///
  /// `nil` for what is not finite, or has no exact last digit.
  private static func parts(
    _ value: Double, _ decimals: Int
  ) -> (sign: String, whole: String, fraction: String)? {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (value.magnitude * scale).rounded()
    guard rounded < 1e18 else { return nil }
    let last = Int(rounded)
    let sign = value < 0 && last > 0 ? "-" : ""
    guard decimals > 0 else { return (sign, "\(last)", "") }
    let digits = String(last % Int(scale))
    let padding = String(repeating: "0", count: decimals - digits.count)
    return (sign, "\(last / Int(scale))", ".\(padding)\(digits)")
  }

  private static func grouped(digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }
}
