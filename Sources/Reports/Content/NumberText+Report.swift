import PlainText

extension NumberText {
  /// A count in words, such as `2.51 billion`.
  static func worded(_ value: Double) -> String {
    let names: [(Double, String)] = [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")]
    for (size, name) in names where value >= size {
      return "\(figures(value / size)) \(name)"
    }
    return separated(value, 0)
  }

  /// A count of 10^9, such as `2.51`.
  static func billions(_ value: Int) -> String { figures(Double(value) / 1e9) }

  /// A number of operations, such as `5.01 GFLOP`.
  static func operations(_ value: Double) -> String {
    let prefixes = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"]
    var (value, index) = (value, 0)
    while value >= 1000, index < prefixes.count - 1 {
      value /= 1000
      index += 1
    }
    return value < 1e6 ? "\(figures(value)) \(prefixes[index])FLOP" : "\(value) YFLOP"
  }

  /// A large number in powers of ten, such as `7.99 x 10^20`.
  static func scientific(_ value: Double) -> String {
    guard value.isFinite, value >= 1e6 else { return separated(value, 0) }
    var (mantissa, exponent) = (value, 0)
    while mantissa >= 9.995 {
      mantissa /= 10
      exponent += 1
    }
    return "\(fixed(mantissa, 2)) x 10^\(exponent)"
  }

  /// Three figures, more from 1000 on, with commas between thousands.
  static func figures(_ value: Double) -> String {
    let size = value.magnitude
    return separated(value, size < 10 ? 2 : size < 100 ? 1 : 0)
  }

  /// Parts of a hundred, such as `21 %`.
  static func percent(_ share: Double) -> String {
    let value = share * 100
    if value == 0 { return "0 %" }
    if value > 0, value < 0.005 { return "<0.01 %" }
    let decimals = value < 0.95 && value > 0 ? 2 : value < 9.95 ? 1 : 0
    return "\(separated(value, decimals)) %"
  }

  /// A long time in the unit that suits it.
  static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<120: "\(figures(seconds)) s"
    case ..<7200: "\(figures(seconds / 60)) min"
    case ..<172_800: "\(figures(seconds / 3600)) hours"
    default: "\(figures(seconds / 86_400)) days"
    }
  }

  /// A size that need not be whole, in both units.
  static func bytes(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 0x1p62 else { return unknown }
    return bytes(Int(value.rounded()))
  }

  /// A bar that shows a share; full from 1 on, such as `████░░░░░░`.
  static func bar(_ share: Double, cells: Int = 8) -> String {
    // Held within the bar before it becomes a whole number: a share may be anything.
    let held = share.isNaN ? 0 : min(max(share, 0), 1)
    let cells = max(cells, 0)
    let filled = min(max(Int((held * Double(cells)).rounded()), share > 0 ? 1 : 0), cells)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
  }
}
