/// Random numbers that a seed repeats (SplitMix64: Steele, Lea and Flood 2014).
package struct RandomNumbers: RandomNumberGenerator {
  private var state: UInt64

  /// Numbers of a seed.
  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// Uniform values between `-limit` and `limit`.
  package mutating func row(_ count: Int, limit: Float = 1) -> [Float] {
    (0..<count).map { _ in Float.random(in: -limit...limit, using: &self) }
  }

  /// Rows of such values.
  package mutating func rows(_ count: Int, _ columns: Int, limit: Float = 1) -> [[Float]] {
    (0..<count).map { _ in row(columns, limit: limit) }
  }

  /// An integer of a range.
  mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// One of some values.
  mutating func one<Value>(of values: [Value]) -> Value { values[integer(0...values.count - 1)] }
}

extension [[Float]] {
  /// The same numbers in 64 bits.
  package var doubles: [[Double]] { map { $0.map(Double.init) } }
}

extension [Float] {
  /// The same numbers in 64 bits.
  package var doubles: [Double] { map(Double.init) }
}
