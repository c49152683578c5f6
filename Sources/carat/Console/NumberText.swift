/// Numbers as people read them.
enum NumberText {
  /// A size in both units, such as `98.4 MB (93.8 MiB)`.
  static func bytes(_ bytes: Int) -> String {
    guard bytes >= 1000 else { return "\(bytes) bytes" }
    return "\(decimalBytes(bytes)) (\(binaryBytes(bytes)))"
  }

  /// A size in decimal units: kB, MB, GB.
  static func decimalBytes(_ bytes: Int) -> String {
    scaled(Double(bytes), by: 1000, ["bytes", "kB", "MB", "GB", "TB"])
  }

  /// A size in binary units: KiB, MiB, GiB.
  static func binaryBytes(_ bytes: Int) -> String {
    scaled(Double(bytes), by: 1024, ["bytes", "KiB", "MiB", "GiB", "TiB"])
  }

  /// A count with separators, such as `134,515,008`.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }

  /// A number with this many decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (value.magnitude * scale).rounded()
    guard rounded < 1e15 else { return "\(value)" }
    let whole = Int(rounded)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard decimals > 0 else { return sign + "\(whole)" }
    let digits = String(whole % Int(scale))
    let padding = String(repeating: "0", count: decimals - digits.count)
    return sign + "\(whole / Int(scale)).\(padding)\(digits)"
  }

  /// Three figures or so, for rates.
  static func rate(_ value: Double) -> String {
    fixed(value, value < 10 ? 2 : value < 1000 ? 1 : 0)
  }

  /// A duration, such as `0.12 s` or `3:05`.
  static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    if seconds < 60 { return "\(fixed(seconds, seconds < 10 ? 2 : 0)) s" }
    let whole = Int(seconds.rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
    return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }

  /// `1 token`, `2 tokens`.
  static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(grouped(number)) " + (number == 1 ? noun : plural ?? noun + "s")
  }

  private static func scaled(_ value: Double, by step: Double, _ units: [String]) -> String {
    var (value, unit) = (value, 0)
    while value >= step, unit < units.count - 1 {
      value /= step
      unit += 1
    }
    if unit == 0 { return "\(Int(value)) \(units[0])" }
    return "\(fixed(value, value < 10 ? 2 : 1)) \(units[unit])"
  }
}
