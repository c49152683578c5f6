import ModelSpec

/// The lengths of a sequence that its cached keys depend on.
///
/// LongRoPE switches its factors at a length, and keys that were turned before must be computed
/// again. Dynamic scaling turns the keys of each length beyond the trained one by angles of
/// their own, which stay as they are.
struct RotaryRegimes {
  private let switching: [RotarySpec]
  private let trainedLengths: [Int]

  init(_ spec: ModelSpec) {
    let rotaries = Set(spec.layers.compactMap(\.attention.rotary))
    switching = rotaries.filter {
      if case .longRope = $0.scaling { true } else { false }
    }
    trainedLengths = rotaries.compactMap {
      if case .dynamic(_, let trained) = $0.scaling { trained } else { nil }
    }
  }

  /// Tells whether keys that were turned for a sequence of one length, 0 for none, are not those
  /// of another.
  func differ(_ old: Int, _ new: Int) -> Bool {
    old > 0 && switching.contains { $0.changes(from: old, to: new) }
  }

  /// A number that the keys of sequences of a length share with those of others; `nil` if they
  /// share it with none.
  func kind(of length: Int) -> Int? {
    guard trainedLengths.allSatisfy({ length <= $0 }) else { return nil }
    return switching.contains { $0.changes(from: 1, to: length) } ? 1 : 0
  }

  /// Number of tokens of `count` that can be appended to `length` before a switch.
  func tokens(upTo count: Int, after length: Int) -> Int {
    var count = count
    while count > 0, differ(length, length + count) { count -= 1 }
    return count
  }
}
