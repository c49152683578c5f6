#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

func cosineOf(_ angle: Double) -> Double { cos(angle) }
func sineOf(_ angle: Double) -> Double { sin(angle) }
func expOf(_ x: Float) -> Float { exp(x) }
