/// Main memory; sizes in bytes.
public struct MemoryReport: Sendable, Hashable {
  /// Bytes that the kernel manages: the installed memory without what firmware and kernel keep.
  public var total = Fact<Int>.unknown(from: "/proc/meminfo")
  /// Bytes that can be taken without swapping.
  public var available = Fact<Int>.unknown(from: "/proc/meminfo")
  /// Bytes that this process may still take: as available, and no more than its control
  /// groups leave.
  public var allowed = Fact<Int>.unknown(from: "/proc/meminfo")
  /// Swap space; a known 0 is none.
  public var swap = Fact<Int>.unknown(from: "/proc/meminfo")
  /// Memory set aside in huge pages; a known 0 is none.
  public var hugePages = Fact<Int>.unknown(from: "/proc/meminfo")
  /// The modules that the memory controllers report.
  public var modules = Fact<[MemoryModule]>.unknown(from: "/sys/devices/system/edac/mc")

  /// Memory of which nothing is known.
  public init() {}
}

/// A memory module, as the kernel's error-correction driver sees it; it does not tell its speed.
public struct MemoryModule: Sendable, Hashable {
  /// Slot of the module, such as `CPU_SrcID#0_MC#0_Chan#0_DIMM#0`.
  public var label: String
  /// Its size in bytes.
  public var bytes: Int
  /// Its kind, such as `Registered-DDR4`; unknown if `nil`.
  public var kind: String?

  /// A module of this size in bytes.
  public init(label: String, bytes: Int, kind: String? = nil) {
    (self.label, self.bytes, self.kind) = (label, bytes, kind)
  }
}
