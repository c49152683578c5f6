/// GPUs and other accelerators of a machine.
public struct AcceleratorReport: Sendable, Hashable {
  /// The cards, whether a driver runs them or not; `nil` where no bus could be read, and empty is
  /// known to be none.
  public var devices = Fact<[InstalledAccelerator]>.unknown(from: "/sys/bus/pci/devices")
  /// The version of NVIDIA's kernel driver.
  public var nvidiaDriver = Fact<String>.unknown(from: "/proc/driver/nvidia/version")
  /// Reason that NVIDIA's management library did not answer; `nil` if it did, or was not asked.
  public var libraryFailure: GPULibraryError?

  /// Accelerators of which nothing is known.
  public init() {}
}

/// One accelerator.
public struct InstalledAccelerator: Sendable, Hashable {
  /// The maker of an accelerator.
  public enum Maker: String, Sendable, Hashable {
    /// NVIDIA.
    case nvidia
    /// Advanced Micro Devices.
    case amd
    /// Intel.
    case intel
  }

  /// The state of an accelerator: usable or not.
  public enum Readiness: String, Sendable, Hashable {
    /// Its maker's library, or its driver's own files, answer for it.
    case ready
    /// A driver is bound to it, but nothing answered for it.
    case bound
    /// Its maker's library answers for others or counts it, but does not answer for it: it is lost,
    /// or given to others.
    case silent
    /// No driver is bound to it, or one that computes nothing.
    case withoutDriver
  }

  /// Maker of the accelerator.
  public var maker: Maker
  /// Its model, such as `NVIDIA A100-SXM4-80GB`.
  public var name: Fact<String>
  /// State of the accelerator, usable or not, and the ground for saying so.
  public var readiness: Readiness
  /// Address on the bus, such as `0000:3b:00.0`; `nil` if unknown or not on such a bus.
  public var address: String?
  /// The kernel driver that is bound to it; unknown if `nil`.
  public var driver: String?
  /// Its own memory in bytes; unknown for one that shares the main memory.
  public var memoryBytes: Fact<Int>
  /// Free memory of it, in bytes.
  public var freeBytes: Int?
  /// Tells whether it shares the main memory.
  public var isIntegrated = false
  /// NVIDIA's compute capability, such as 8.0.
  public var computeCapability: ComputeCapability?
  /// Tells whether it is cut into instances (MIG); unknown if `nil`.
  public var isPartitioned: Bool?
  /// The sizes of its instances in bytes; unknown if `nil`.
  public var instanceBytes: [Int]?
  /// Tells whether it is an instance of a card itself, or what a hypervisor gives of one (vGPU).
  public var isPart = false
  /// Temperature in degrees Celsius.
  public var celsius: Double?
  /// The temperature in degrees Celsius at which it slows down.
  public var slowdownCelsius: Double?
  /// Power drawn, in watts.
  public var watts: Double?
  /// The enforced limit of the power, in watts.
  public var limitWatts: Double?
  /// The part of the time that it was busy, 0 to 1.
  public var utilization: Double?

  /// An accelerator of a maker, of which nothing more is known.
  public init(maker: Maker, readiness: Readiness, source: String) {
    self.maker = maker
    self.readiness = readiness
    name = .unknown(from: source)
    memoryBytes = .unknown(from: source)
  }
}

/// The version of an NVIDIA GPU's instructions.
public struct ComputeCapability: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The generation: 7 is Volta and Turing, 8 Ampere and Ada, 9 Hopper.
  public var major: Int
  /// The step within it.
  public var minor: Int

  /// A version.
  public init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }

  /// The older one is less.
  public static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  /// Text such as `8.0`.
  public var description: String { "\(major).\(minor)" }
}
