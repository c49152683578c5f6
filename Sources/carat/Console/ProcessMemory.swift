#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the system says of this process's memory.
enum ProcessMemory {
  /// The most that was resident at any time, mapped files included.
  static var peakResidentBytes: Int? {
    var usage = rusage()
    // Zero is RUSAGE_SELF, whose type differs between C libraries.
    guard getrusage(0, &usage) == 0 else { return nil }
    #if os(Linux)
      return usage.ru_maxrss * 1024
    #else
      return usage.ru_maxrss
    #endif
  }
}
