/// Figures as an audit tells them.
enum AuditText {
  /// Bytes in both units, such as `134.9 GB (125.6 GiB)`.
  static func bytes(_ bytes: Int) -> String {
    guard bytes >= 1000 else { return diskBytes(bytes) }
    let binary = scaled(Double(bytes), 1024, ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"])
    return "\(diskBytes(bytes)) (\(binary))"
  }

  /// A disk's size as it is sold, such as `1.9 TB`.
  static func diskBytes(_ bytes: Int) -> String {
    scaled(Double(bytes), 1000, ["bytes", "kB", "MB", "GB", "TB", "PB"])
  }

  /// A speed, such as `10 Gbit/s`.
  static func bits(_ bitsPerSecond: Int) -> String {
    scaled(Double(bitsPerSecond), 1000, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"])
  }

  /// A number with one decimal, or with none where that is zero.
  static func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    guard tenths.magnitude < 1e15 else { return "\(value)" }
    let whole = Int(tenths)
    let rest = Int(whole.magnitude % 10)
    let sign = whole < 0 ? "-" : ""
    return sign + "\(whole.magnitude / 10)" + (rest == 0 ? "" : ".\(rest)")
  }

  /// `1 core`, `2 cores`.
  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A part of a whole, such as `95 %`.
  static func percent(_ part: Double) -> String { "\(number(part * 100)) %" }

  /// Names with commas, the rest of a long list counted.
  static func list(_ names: [String], most: Int = 6, separator: String = ", ") -> String {
    let shown = names.prefix(most).joined(separator: separator)
    return names.count > most ? shown + " and \(names.count - most) more" : shown
  }

  private static func scaled(_ value: Double, _ step: Double, _ units: [String]) -> String {
    var (value, unit) = (value, 0)
    // What would be rounded up to a whole step is told in the next unit.
    while value >= step - 0.05, unit < units.count - 1 {
      value /= step
      unit += 1
    }
    return "\(number(value)) \(units[unit])"
  }
}
