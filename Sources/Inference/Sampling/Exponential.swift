/// The weight eˣ of a token whose scaled logit lies `-x` below the greatest, for x ≤ 0.
///
/// Only additions, multiplications and shifts that IEEE 754 fixes to the bit, where a C library's
/// `exp` may differ in the last one: the same seed draws the same tokens on every platform. Within
/// 1 ulp; zero below -708, where a weight no longer counts beside the greatest, which is 1.
///
/// Method: x = n·ln 2 + r with |r| ≤ ln 2 / 2 (ln 2 split in two, so that n·ln 2 is exact), the
/// Taylor series of eʳ to r¹³ (the remainder is below 5e-18), and 2ⁿ by the exponent bits.
@inline(__always)
func exponential(_ x: Double) -> Double {
  guard x >= -708 else { return 0 }
  // Adding and subtracting 1.5·2⁵² rounds to the nearest integer, and leaves it in the low bits of
  // the sum.
  let shifted = x * 1.442_695_040_888_963_4 + 0x1.8p52
  let n = shifted - 0x1.8p52
  let r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33
  // eʳ = 1 + r + r²·(1/2! + r/3! + ...), in pairs (Estrin), so that few operations wait for
  // each other.
  let r2 = r * r
  let r4 = r2 * r2
  let c2 = 0.5 + r * 0.166_666_666_666_666_66
  let c4 = 0.041_666_666_666_666_664 + r * 0.008_333_333_333_333_333
  let c6 = 0.001_388_888_888_888_889 + r * 0.000_198_412_698_412_698_4
  let c8 = 2.480_158_730_158_73e-05 + r * 2.755_731_922_398_589_3e-06
  let c10 = 2.755_731_922_398_589e-07 + r * 2.505_210_838_544_172e-08
  let c12 = 2.087_675_698_786_81e-09 + r * 1.605_904_383_682_161_3e-10
  let series = (c2 + r2 * c4) + r4 * ((c6 + r2 * c8) + r4 * (c10 + r2 * c12))
  let sum = 1 + (r + r2 * series)
  let power = (shifted.bitPattern &+ 1023) << 52
  return sum * Double(bitPattern: power)
}
