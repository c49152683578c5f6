import PlainText

extension NumberText {
  /// The digits before the point; of numbers beyond 64 bits as Swift writes them.
  static func whole(_ value: Double) -> String {
    value.magnitude < 0x1p62 ? "\(Int(value))" : "\(value)"
  }

  /// Bytes in GB of 10^9 bytes, two decimals; small ones in MB of 10^6.
  static func size(_ bytes: Int) -> String {
    bytes.magnitude >= 100_000_000
      ? fixed(Double(bytes) / 1e9, 2) + " GB" : fixed(Double(bytes) / 1e6, 2) + " MB"
  }

  /// A share in percent, without decimals.
  static func percentage(_ share: Double) -> String { fixed(100 * share, 0) + " %" }
}
