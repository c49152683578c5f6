import PlainText

extension NumberText {
  /// Bytes of memory in both units, such as `134.9 GB (125.6 GiB)`.
  static func memory(_ bytes: Int) -> String {
    guard bytes >= 1000 else { return disk(bytes) }
    return "\(disk(bytes)) (\(roundest(Double(bytes), .binaryBytes.adding("PiB"))))"
  }

  /// A disk's size as it is sold, such as `1.9 TB`.
  static func disk(_ bytes: Int) -> String {
    roundest(Double(bytes), .decimalBytes.adding("PB"))
  }

  /// A speed of a link, such as `10 Gbit/s`.
  static func link(_ bitsPerSecond: Int) -> String {
    roundest(
      Double(bitsPerSecond),
      Units(step: 1000, names: ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"]))
  }

  /// `1 core`, `2 cores`, without separators.
  static func plainCount(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A part of a whole, such as `95 %`.
  static func share(_ part: Double) -> String { "\(tenths(part * 100)) %" }
}
