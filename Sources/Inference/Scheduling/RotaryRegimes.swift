import ModelSpec

/// Lengths between which cached keys must be computed again, because LongRoPE switches its factors.
struct RotaryRegimes {
  private let rotaries: [RotarySpec]

  init(_ spec: ModelSpec) {
    rotaries = Set(spec.layers.compactMap(\.attention.rotary)).filter {
      if case .longRope = $0.scaling { true } else { false }
    }
  }

  /// Tells whether keys that were turned for a sequence of one length, 0 for none, are not those
  /// of another.
  func differ(_ old: Int, _ new: Int) -> Bool {
    old > 0 && rotaries.contains { $0.changes(from: old, to: new) }
  }

  /// Number of tokens of `count` that can be appended to `length` before a switch.
  func tokens(upTo count: Int, after length: Int) -> Int {
    var count = count
    while count > 0, differ(length, length + count) { count -= 1 }
    return count
  }
}
