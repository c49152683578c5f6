/// Writes figures as they stand in tables.
public enum Digits {
  /// The number with this many decimal places, rounded half away from zero.
  public static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var scale = 1
    for _ in 0..<max(0, places) { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + grouped(scaled) }
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return sign + grouped(scaled / scale) + "." + zeros + fraction
  }

  /// Three digits that count: 2,674, 83.1, 9.91.
  public static func rate(_ value: Double) -> String {
    fixed(value, value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)
  }

  /// Commas between thousands.
  public static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A share as percent, without decimal places.
  public static func percent(_ share: Double) -> String { fixed(100 * share, 0) + " %" }

  /// Bytes in MiB (2^20 bytes).
  public static func mebibytes(_ bytes: Double) -> String { fixed(bytes / 1_048_576, 0) + " MiB" }
}
