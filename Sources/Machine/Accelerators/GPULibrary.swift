/// A library that answers for the GPUs of one maker, such as NVIDIA's management library (NVML).
public protocol GPULibrary: Sendable {
  /// All that it tells about its GPUs.
  ///
  /// - Throws: ``GPULibraryError`` if it cannot be loaded or does not answer.
  func read() throws(GPULibraryError) -> GPULibraryReading
}

/// The reason that a GPU library did not answer.
public enum GPULibraryError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The library is not on this machine, or cannot be loaded.
  case notFound(library: String)
  /// The library lacks a function.
  case missingFunction(String)
  /// A function returned an error code.
  case failed(function: String, code: Int)

  /// Text for a user on what went wrong.
  public var description: String {
    switch self {
    case .notFound(let library): "\(library) is not installed"
    case .missingFunction(let name): "the library has no function \(name)"
    case .failed(let function, let code):
      "\(function) failed with code \(code)" + (Self.meanings[code].map { " (\($0))" } ?? "")
    }
  }

  /// Error codes of NVIDIA's management library.
  private static let meanings = [
    4: "no permission", 9: "the driver is not loaded", 12: "a library that it needs is missing",
    15: "a GPU is lost", 16: "a GPU must be reset",
    18: "the driver in the kernel and the library are of different versions",
  ]
}

/// The answers of a GPU library; what it does not tell is `nil`.
public struct GPULibraryReading: Sendable, Hashable {
  /// The version of the kernel driver.
  public var driverVersion: String?
  /// The GPUs, in the library's order.
  public var devices: [GPUReading]
  /// The library's error codes for cards that it counts, but does not tell of.
  public var unanswered: [Int] = []

  /// A reading of these GPUs.
  public init(driverVersion: String? = nil, devices: [GPUReading] = []) {
    (self.driverVersion, self.devices) = (driverVersion, devices)
  }
}

/// The answers of a GPU library about one GPU.
public struct GPUReading: Sendable, Hashable {
  /// The model's name.
  public var name: String?
  /// The address on the PCI bus, in the library's spelling.
  public var address: String?
  /// Memory in bytes.
  public var memoryBytes: Int?
  /// Free memory in bytes.
  public var freeBytes: Int?
  /// The compute capability.
  public var computeCapability: ComputeCapability?
  /// Tells whether it is cut into instances.
  public var isPartitioned: Bool?
  /// The sizes of the instances in bytes; unknown if `nil`.
  public var instanceBytes: [Int]?
  /// Tells whether a hypervisor gives this machine a part of the card.
  public var isVirtual: Bool?
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

  /// A GPU of which only the name, the place and the memory in bytes may be known.
  public init(name: String? = nil, address: String? = nil, memoryBytes: Int? = nil) {
    (self.name, self.address, self.memoryBytes) = (name, address, memoryBytes)
  }
}
