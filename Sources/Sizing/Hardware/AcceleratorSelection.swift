/// Some accelerators of one kind, as `rtx4090x7` names them.
public struct AcceleratorSelection: Sendable, Hashable {
  /// The row.
  public var accelerator: Accelerator
  /// Number of accelerators, 1 to 1,000,000.
  public var count: Int

  /// Numbers of accelerators that can be planned.
  public static let counts = 1...1_000_000

  /// Some accelerators of one kind.
  ///
  /// - Throws: `AcceleratorError.count` if the number is outside `counts`.
  public init(_ accelerator: Accelerator, count: Int = 1) throws(AcceleratorError) {
    guard Self.counts.contains(count) else {
      throw .count(text: accelerator.name, got: "\(count)")
    }
    self.accelerator = accelerator
    self.count = count
  }
}

extension AcceleratorTable {
  /// Reads `NAME` or `NAMExN`, in any case.
  ///
  /// Names may hold an `x` and digits themselves (`mi300x`), so the longest known name counts:
  /// `mi300x` is one card, `mi300xx8` eight.
  ///
  /// - Throws: `AcceleratorError` for an unknown name, with the nearest ones, or a bad count.
  public func selection(_ text: String) throws(AcceleratorError) -> AcceleratorSelection {
    if let row = self[text] { return try AcceleratorSelection(row) }
    let typed = text.lowercased()
    var candidates = keys.filter { typed.hasPrefix($0 + "x") }
    candidates.sort { $0.utf8.count > $1.utf8.count }
    for key in candidates {
      let digits = typed.utf8.dropFirst(key.utf8.count + 1)
      let isNumber = digits.allSatisfy { (0x30...0x39).contains($0) }
      // `h100xl` is a mistyped name; `h100x` and `h100x-2` are mistyped counts.
      guard isNumber || digits.first == UInt8(ascii: "-"), let row = self[key] else { continue }
      let shown = String(typed.dropFirst(key.count + 1).prefix(24))
      guard isNumber, let count = Int(shown), AcceleratorSelection.counts.contains(count) else {
        throw .count(text: String(text.prefix(60)), got: shown.isEmpty ? "nothing" : shown)
      }
      return try AcceleratorSelection(row, count: count)
    }
    throw .unknown(name: text, nearest: nearest(to: text))
  }
}
