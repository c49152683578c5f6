/// The functions of NVIDIA's management library that are called, each by its name and shape.
///
/// Every function returns 0 for success; `NVML_ERROR_NOT_SUPPORTED` and all others make a
/// figure unknown.
struct NVMLFunctions {
  private typealias Plain = @convention(c) () -> Int32
  private typealias Text = @convention(c) (UnsafeMutablePointer<CChar>, UInt32) -> Int32
  private typealias Count = @convention(c) (UnsafeMutablePointer<UInt32>) -> Int32
  private typealias Handle =
    @convention(c) (UInt32, UnsafeMutablePointer<OpaquePointer?>) -> Int32
  private typealias DeviceText =
    @convention(c) (OpaquePointer, UnsafeMutablePointer<CChar>, UInt32) -> Int32
  private typealias DeviceNumber =
    @convention(c) (OpaquePointer, UnsafeMutablePointer<UInt32>) -> Int32
  private typealias DeviceChoice =
    @convention(c) (OpaquePointer, UInt32, UnsafeMutablePointer<UInt32>) -> Int32
  private typealias DevicePair =
    @convention(c) (OpaquePointer, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>)
    -> Int32
  private typealias Instance =
    @convention(c) (OpaquePointer, UInt32, UnsafeMutablePointer<OpaquePointer?>) -> Int32
  private typealias DeviceStructure =
    @convention(c) (OpaquePointer, UnsafeMutableRawPointer) -> Int32

  /// More than any machine has.
  private static let mostDevices: UInt32 = 256

  /// A card or an instance of one, and whether it has been lost while it was asked.
  private final class Device {
    /// `NVML_ERROR_GPU_IS_LOST`, `NVML_ERROR_RESET_REQUIRED`.
    private static let losses: Set<Int32> = [15, 16]

    let handle: OpaquePointer
    private(set) var loss: Int32?

    init(_ handle: OpaquePointer) { self.handle = handle }

    /// Tells whether a call succeeded; one that says that the card is lost is remembered.
    func answered(_ code: Int32) -> Bool {
      if loss == nil, Self.losses.contains(code) { loss = code }
      return code == 0
    }
  }

  let library: LoadedLibrary

  func start() throws(GPULibraryError) {
    let code = unsafeBitCast(try address("nvmlInit_v2"), to: Plain.self)()
    if code != 0 { throw .failed(function: "nvmlInit_v2", code: Int(code)) }
  }

  func stop() {
    guard let function = library.function("nvmlShutdown") else { return }
    _ = unsafeBitCast(function, to: Plain.self)()
  }

  func driverVersion() -> String? {
    guard let function = library.function("nvmlSystemGetDriverVersion") else { return nil }
    return Self.text { unsafeBitCast(function, to: Text.self)($0, $1) }
  }

  /// The cards that answer, and the error codes of those that do not.
  func devices() throws(GPULibraryError) -> (answered: [GPUReading], unanswered: [Int]) {
    var count: UInt32 = 0
    let counting = "nvmlDeviceGetCount_v2"
    let code = unsafeBitCast(try address(counting), to: Count.self)(&count)
    if code != 0 { throw .failed(function: counting, code: Int(code)) }
    let opening = try address("nvmlDeviceGetHandleByIndex_v2")
    var devices: [GPUReading] = []
    var unanswered: [Int] = []
    for index in 0..<min(count, Self.mostDevices) {
      var handle: OpaquePointer?
      let code = unsafeBitCast(opening, to: Handle.self)(index, &handle)
      // A card that has fallen off the bus is counted, but has no handle.
      guard code == 0, let handle else {
        unanswered.append(Int(code))
        continue
      }
      let device = Device(handle)
      let reading = reading(of: device)
      // One that falls off later keeps its handle, and what it still tells is not to be used.
      if let loss = device.loss {
        unanswered.append(Int(loss))
      } else {
        devices.append(reading)
      }
    }
    return (devices, unanswered)
  }

  private func reading(of device: Device) -> GPUReading {
    var reading = GPUReading(name: name(device), address: busAddress(device))
    readMemory(device, &reading)
    if let (major, minor) = pair("nvmlDeviceGetCudaComputeCapability", device) {
      reading.computeCapability = ComputeCapability(Int(major), Int(minor))
    }
    reading.isPartitioned = pair("nvmlDeviceGetMigMode", device).map { $0.0 != 0 }
    if reading.isPartitioned == true { reading.instanceBytes = instanceBytes(device) }
    // 2 is a virtual GPU in a guest; 1 hands the whole card through.
    reading.isVirtual = number("nvmlDeviceGetVirtualizationMode", device).map { $0 == 2 }
    // Sensor 0 is the GPU; threshold 1 is where it slows down.
    reading.celsius = choice("nvmlDeviceGetTemperature", device, 0).map(Double.init)
    reading.slowdownCelsius = choice("nvmlDeviceGetTemperatureThreshold", device, 1)
      .map(Double.init)
    reading.watts = number("nvmlDeviceGetPowerUsage", device).map { Double($0) / 1000 }
    reading.limitWatts = number("nvmlDeviceGetEnforcedPowerLimit", device).map {
      Double($0) / 1000
    }
    // {unsigned gpu, memory}: percent of the last sample period.
    reading.utilization = structure("nvmlDeviceGetUtilizationRates", device, size: 8).map {
      Double(Self.load($0, 0, as: UInt32.self)) / 100
    }
    return reading
  }

  private func name(_ device: Device) -> String? {
    guard let function = library.function("nvmlDeviceGetName") else { return nil }
    return Self.text {
      let code = unsafeBitCast(function, to: DeviceText.self)(device.handle, $0, $1)
      return device.answered(code) ? 0 : code
    }
  }

  /// `nvmlPciInfo_t`: 16 bytes of the old spelling, five numbers, then 32 bytes of the
  /// full address.
  private func busAddress(_ device: Device) -> String? {
    guard let bytes = structure("nvmlDeviceGetPciInfo_v3", device, size: 68) else { return nil }
    return SystemTree.cleaned(
      String(decoding: bytes[36..<68].prefix { $0 != 0 }, as: UTF8.self))
  }

  /// `nvmlMemory_t`: total, free and used, in bytes.
  private func readMemory(_ device: Device, _ reading: inout GPUReading) {
    guard let bytes = structure("nvmlDeviceGetMemoryInfo", device, size: 24) else { return }
    reading.memoryBytes = Int(exactly: Self.load(bytes, 0, as: UInt64.self))
    reading.freeBytes = Int(exactly: Self.load(bytes, 8, as: UInt64.self))
  }

  /// The memory of each instance; `nil` if there is none or one does not tell.
  private func instanceBytes(_ device: Device) -> [Int]? {
    guard let function = library.function("nvmlDeviceGetMigDeviceHandleByIndex") else { return nil }
    let count = number("nvmlDeviceGetMaxMigDeviceCount", device) ?? 0
    var sizes: [Int] = []
    for index in 0..<min(count, Self.mostDevices) {
      var instance: OpaquePointer?
      let code = unsafeBitCast(function, to: Instance.self)(device.handle, index, &instance)
      // Not all places are taken.
      guard device.answered(code), let instance else { continue }
      var reading = GPUReading()
      let part = Device(instance)
      readMemory(part, &reading)
      if let loss = part.loss { _ = device.answered(loss) }
      guard let bytes = reading.memoryBytes, bytes > 0 else { return nil }
      sizes.append(bytes)
    }
    return sizes.isEmpty ? nil : sizes
  }

  private func number(_ name: String, _ device: Device) -> UInt32? {
    guard let function = library.function(name) else { return nil }
    var value: UInt32 = 0
    let code = unsafeBitCast(function, to: DeviceNumber.self)(device.handle, &value)
    return device.answered(code) ? value : nil
  }

  private func choice(_ name: String, _ device: Device, _ which: UInt32) -> UInt32? {
    guard let function = library.function(name) else { return nil }
    var value: UInt32 = 0
    let code = unsafeBitCast(function, to: DeviceChoice.self)(device.handle, which, &value)
    return device.answered(code) ? value : nil
  }

  private func pair(_ name: String, _ device: Device) -> (UInt32, UInt32)? {
    guard let function = library.function(name) else { return nil }
    var (first, second): (UInt32, UInt32) = (0, 0)
    let code = unsafeBitCast(function, to: DevicePair.self)(device.handle, &first, &second)
    return device.answered(code) ? (first, second) : nil
  }

  /// The bytes of a structure; the buffer has room to spare.
  private func structure(_ name: String, _ device: Device, size: Int) -> [UInt8]? {
    guard let function = library.function(name) else { return nil }
    var buffer = [UInt64](repeating: 0, count: 64)
    return buffer.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress,
        device.answered(
          unsafeBitCast(function, to: DeviceStructure.self)(device.handle, base))
      else { return nil }
      return Array(bytes.prefix(size))
    }
  }

  private static func load<Number: FixedWidthInteger>(
    _ bytes: [UInt8], _ offset: Int, as type: Number.Type
  ) -> Number {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }

  private static func text(_ fill: (UnsafeMutablePointer<CChar>, UInt32) -> Int32) -> String? {
    var buffer = [CChar](repeating: 0, count: 256)
    let code = buffer.withUnsafeMutableBufferPointer { text in
      // One byte less, so that the text ends.
      text.baseAddress.map { fill($0, 255) } ?? -1
    }
    guard code == 0 else { return nil }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return SystemTree.cleaned(String(decoding: bytes, as: UTF8.self))
  }

  private func address(_ name: String) throws(GPULibraryError) -> UnsafeMutableRawPointer {
    guard let function = library.function(name) else { throw .missingFunction(name) }
    return function
  }
}
