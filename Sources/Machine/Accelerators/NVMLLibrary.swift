/// NVIDIA's management library, loaded when it is asked (NVML API reference guide).
///
/// It comes with the driver, so nothing is needed to build or to run where there is none.
public struct NVMLLibrary: GPULibrary {
  /// The file name or path for the dynamic loader.
  public var file: String

  /// The library that the dynamic loader finds under a name.
  public init(file: String = "libnvidia-ml.so.1") { self.file = file }

  /// All that the library tells; a figure that a GPU does not support is `nil`.
  public func read() throws(GPULibraryError) -> GPULibraryReading {
    guard let library = LoadedLibrary(file: file) else { throw .notFound(library: file) }
    let functions = NVMLFunctions(library: library)
    try functions.start()
    defer { functions.stop() }
    let (devices, unanswered) = try functions.devices()
    var reading = GPULibraryReading(driverVersion: functions.driverVersion(), devices: devices)
    reading.unanswered = unanswered
    return reading
  }
}
