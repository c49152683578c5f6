#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The natural logarithm, of the C library: for reports and generous bounds, never for a
/// draw itself.
func logarithm(_ x: Double) -> Double {
  log(x)
}
