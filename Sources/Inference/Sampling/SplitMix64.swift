/// The generator behind every draw: SplitMix64 (Steele, Lea, Flood, OOPSLA
/// 2014, doi:10.1145/2660193.2660195).
///
/// Its state is a counter, so the n-th value is a function of the seed and n alone, on
/// every platform.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64
  private static let increment: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// A generator whose values repeat with `seed`.
  package init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mix(state)
  }

  /// The value that the generator of `seed` gives after `index` others.
  package static func value(at index: UInt64, seed: UInt64) -> UInt64 {
    mix(seed &+ (index &+ 1) &* increment)
  }

  /// The same value as a number in [0, 1), a multiple of 2⁻⁵³.
  package static func uniform(at index: UInt64, seed: UInt64) -> Double {
    Double(value(at: index, seed: seed) >> 11) * 0x1p-53
  }

  private static func mix(_ counter: UInt64) -> UInt64 {
    var bits = counter
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
