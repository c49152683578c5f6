/// The central processors of a machine.
public struct ProcessorReport: Sendable, Hashable {
  /// The model's name, or on Arm the names of its core designs.
  public var name = Fact<String>.unknown(from: "/proc/cpuinfo")
  /// Processor packages.
  public var sockets = Fact<Int>.unknown(from: "/proc/cpuinfo")
  /// Cores of all sockets.
  public var cores = Fact<Int>.unknown(from: "/proc/cpuinfo")
  /// Cores that this process may compute on at once: those of its affinity mask and cpusets, and no
  /// more than its CPU quota.
  public var allowedCores = Fact<Int>.unknown(from: "/proc/self/status, /proc/self/cgroup")
  /// Hardware threads of all cores that are online.
  public var threads = Fact<Int>.unknown(from: "/sys/devices/system/cpu/online")
  /// Memory nodes (NUMA).
  public var memoryNodes = Fact<Int>.unknown(from: "/sys/devices/system/node/online")
  /// Instructions that matter for this work, of those that are known; empty is known to have none
  /// of them.
  public var features = Fact<[ProcessorFeature]>.unknown(from: "/proc/cpuinfo")
  /// Caches of the first core.
  public var caches = Fact<[ProcessorCache]>.unknown(from: "/sys/devices/system/cpu/cpu0/cache")
  /// The highest clock rate, in hertz.
  public var maximumHertz = Fact<Int>.unknown(
    from: "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq")

  /// Processors of which nothing is known.
  public init() {}
}

/// Instructions that matrix kernels profit from; the raw values are the kernel's names on x86
/// and Arm.
public enum ProcessorFeature: String, Sendable, Hashable, CaseIterable {
  /// 256-bit integer and floating-point vectors.
  case avx2
  /// Fused multiply and add.
  case fma
  /// Half-precision conversion.
  case f16c
  /// 512-bit vectors.
  case avx512f
  /// 8-bit dot products in 512-bit vectors.
  case avx512VNNI = "avx512_vnni"
  /// BF16 dot products in 512-bit vectors.
  case avx512BF16 = "avx512_bf16"
  /// 8-bit dot products in 256-bit vectors.
  case avxVNNI = "avx_vnni"
  /// Matrix tiles of BF16.
  case amxBF16 = "amx_bf16"
  /// Matrix tiles of 8-bit integers.
  case amxInt8 = "amx_int8"
  /// 128-bit vectors of 32-bit Arm.
  case neon
  /// 128-bit vectors of 64-bit Arm.
  case asimd
  /// 8-bit dot products of Arm.
  case asimddp
  /// 8-bit matrix products of Arm.
  case i8mm
  /// BF16 dot products of Arm.
  case bf16
  /// Scalable vectors of Arm.
  case sve
}

/// A cache of a core.
public struct ProcessorCache: Sendable, Hashable {
  /// The contents of a cache.
  public enum Kind: String, Sendable, Hashable {
    /// Data only.
    case data = "Data"
    /// Instructions only.
    case instruction = "Instruction"
    /// Both.
    case unified = "Unified"
  }

  /// 1 is nearest to the core.
  public var level: Int
  /// Contents of the cache.
  public var kind: Kind
  /// Its size in bytes.
  public var bytes: Int
  /// Number of hardware threads that share it; unknown if `nil`.
  public var sharedBy: Int?

  /// A cache of a level and a size in bytes.
  public init(level: Int, kind: Kind, bytes: Int, sharedBy: Int? = nil) {
    (self.level, self.kind, self.bytes, self.sharedBy) = (level, kind, bytes, sharedBy)
  }
}
