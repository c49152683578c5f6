package import Sizing

/// Devices of which only the memory is known, such as `16GB` (10^9 bytes), `16GiB` (2^30) or four
/// of them, `16GBx4`.
package struct MemorySize {
  let name: String
  let bytes: Int
  let count: Int

  /// The devices that a text names, or `nil` where it is no size.
  package init?(_ text: String) {
    let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first else { return nil }
    guard let count = parts.count == 2 ? Int(parts[1]) : 1 else { return nil }
    let (text, lowered) = (String(text.prefix(first.count)), String(first))
    for (suffix, unit) in [("gib", 0x1p30), ("gb", 1e9), ("mib", 0x1p20), ("mb", 1e6)]
    where lowered.hasSuffix(suffix) {
      guard let number = Double(lowered.dropLast(suffix.count)), number.isFinite,
        number * unit >= 1, number * unit < 0x1p60
      else { return nil }
      (name, bytes, self.count) = (text, Int(number * unit), count)
      return
    }
    return nil
  }

  /// The device; its speed is not known.
  package var selection: AcceleratorSelection {
    get throws {
      try AcceleratorSelection(
        Accelerator(
          name: name, displayName: name, maker: "any", kind: .gpu,
          memoryBytes: Sourced(bytes, .given, "as asked"),
          bandwidthBytesPerSecond: Sourced(1, .given, "not known")), count: count)
    }
  }
}
