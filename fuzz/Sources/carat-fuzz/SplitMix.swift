/// A small generator whose seed names the whole run (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number below `bound`, which is at least 1.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True once in `rarity` times.
  mutating func oneIn(_ rarity: Int) -> Bool { below(rarity) == 0 }

  /// A number at which arithmetic tends to break.
  mutating func interesting() -> UInt64 {
    let numbers: [UInt64] = [
      0, 1, 2, 3, 4, 7, 8, 16, 31, 32, 33, 63, 64, 127, 128, 255, 256, 32_767, 32_768, 65_535,
      65_536, 1 << 20, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 32, 1 << 40, 1 << 53, 1 << 60,
      1 << 61, 1 << 62, 0x7FFF_FFFF_FFFF_FFC0, .max >> 1, 1 << 63, .max - 31, .max - 7, .max,
    ]
    return numbers[below(numbers.count)] &+ (oneIn(4) ? next() % 5 &- 2 : 0)
  }
}
