#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Logarithms and powers, which the standard library has none of.
enum Logarithm {
  /// The logarithm to base 10.
  static func base10(_ value: Double) -> Double { log10(value) }

  /// The logarithm to base 2.
  static func base2(_ value: Double) -> Double { log2(value) }

  /// `base` to the power of `exponent`.
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  /// The power of ten that a number other than zero begins at, after rounding to three digits.
  static func decade(of value: Double) -> Int {
    let size = abs(value)
    let exponent = base10(size).rounded(.down)
    // 9.996 prints as 10.0, which is one decade up.
    let digits = (size / power(10, exponent) * 100).rounded()
    return Int(exponent) + (digits >= 1000 ? 1 : 0)
  }
}
