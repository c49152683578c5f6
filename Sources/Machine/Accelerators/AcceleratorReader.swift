/// Finds accelerators by their makers' library, by the driver's files and by the bus.
struct AcceleratorReader {
  let system: SystemTree
  let library: (any GPULibrary)?

  func read() -> AcceleratorReport {
    var report = AcceleratorReport()
    let (reading, failure) = libraryReading()
    report.libraryFailure = failure
    report.nvidiaDriver = driverVersion(reading)
    let bus = BusDevice.all(system)
    var found = (reading?.devices ?? []).map(accelerator)
    let answered = Set(found.compactMap(\.address))
    var others = (bus ?? []).filter { !answered.contains($0.address) }.map(accelerator)
    if let reading { silence(&others, reading.unanswered) }
    found += others
    // The library may tell of the chip's own GPU, which is on no bus, and the device tree does as
    // well.
    for chip in IntegratedGPU.find(system) {
      if let index = found.firstIndex(where: \.isIntegrated) {
        found[index].utilization = found[index].utilization ?? chip.utilization
      } else {
        found.append(chip)
      }
    }
    let source = reading == nil ? "/sys/bus/pci/devices" : "NVML, /sys/bus/pci/devices"
    let isKnown = bus != nil || reading != nil || !found.isEmpty
    report.devices = Fact(isKnown ? found : nil, from: source)
    return report
  }

  private func libraryReading() -> (GPULibraryReading?, GPULibraryError?) {
    guard let library else { return (nil, nil) }
    do {
      return (try library.read(), nil)
    } catch {
      return (nil, error)
    }
  }

  /// Marks NVIDIA's cards of the bus that the library does not answer for, and adds those that are
  /// on no bus here.
  private func silence(_ cards: inout [InstalledAccelerator], _ codes: [Int]) {
    var codes = codes[...]
    // Without permission nothing is known of a card; with any other code it is not to be used.
    func readiness(_ code: Int?) -> InstalledAccelerator.Readiness {
      code == Self.noPermission ? .bound : .silent
    }
    for index in cards.indices where cards[index].driver == "nvidia" {
      cards[index].readiness = readiness(codes.popFirst())
    }
    cards += codes.map {
      InstalledAccelerator(maker: .nvidia, readiness: readiness($0), source: "NVML")
    }
  }

  private static let noPermission = 4

  /// Reads `NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  ...`.
  private func driverVersion(_ reading: GPULibraryReading?) -> Fact<String> {
    if let version = reading?.driverVersion { return Fact(version, from: "NVML") }
    let words = system.lines(of: "proc/driver/nvidia/version").first { $0.hasPrefix("NVRM") }?
      .split(separator: " ")
    let version = words?.first { word in
      word.contains(".") && word.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
    }
    return Fact(version.map(String.init), from: "/proc/driver/nvidia/version")
  }

  private func accelerator(_ reading: GPUReading) -> InstalledAccelerator {
    var device = InstalledAccelerator(maker: .nvidia, readiness: .ready, source: "NVML")
    device.name.value = reading.name
    let name = GPUName(reading.name ?? "")
    device.isIntegrated = name.isIntegrated
    device.isPart = name.isPart || reading.isVirtual == true
    let told = reading.memoryBytes.flatMap { $0 > 0 ? $0 : nil }
    // What a library tells of a part may be the whole card's.
    device.memoryBytes.value = told.map { min($0, name.partBytes ?? $0) } ?? name.partBytes
    device.freeBytes = reading.freeBytes
    device.address = reading.address.map(BusDevice.normalized)
    device.driver = device.isIntegrated ? "nvgpu" : "nvidia"
    device.computeCapability = reading.computeCapability
    device.isPartitioned = reading.isPartitioned
    device.instanceBytes = reading.instanceBytes
    device.celsius = reading.celsius.flatMap(SensorReader.believable)
    device.slowdownCelsius = reading.slowdownCelsius.flatMap(SensorReader.believableLimit)
    device.watts = reading.watts
    device.limitWatts = reading.limitWatts
    device.utilization = reading.utilization
    return device
  }

  /// Drivers that hand cards to virtual machines, or only show pictures.
  private static let idleDrivers: Set<String> = [
    "vfio-pci", "pci-stub", "pciback", "xen-pciback", "nouveau", "simpledrm",
  ]

  private func accelerator(_ device: BusDevice) -> InstalledAccelerator {
    let computes = device.driver.map { !Self.idleDrivers.contains($0) } ?? false
    var found = InstalledAccelerator(
      maker: device.maker, readiness: computes ? .bound : .withoutDriver,
      source: "/" + device.folder)
    found.address = device.address
    found.driver = device.driver
    switch device.maker {
    case .nvidia: readDriverFile(&found, device)
    case .amd: readGraphicsMemory(&found, device)
    case .intel: break
    }
    return found
  }

  /// Reads what NVIDIA's kernel driver tells without the library: the model.
  private func readDriverFile(_ found: inout InstalledAccelerator, _ device: BusDevice) {
    let path = "proc/driver/nvidia/gpus/\(device.address)/information"
    for line in system.lines(of: path) where line.hasPrefix("Model:") {
      found.name = Fact(SystemTree.cleaned(String(line.dropFirst(6))), from: "/" + path)
    }
  }

  /// Reads what AMD's kernel driver tells (kernel documentation, `amdgpu` driver information).
  private func readGraphicsMemory(_ found: inout InstalledAccelerator, _ device: BusDevice) {
    let folder = device.folder
    found.name = Fact(system.text("\(folder)/product_name"), from: "/\(folder)/product_name")
    let total = system.integer("\(folder)/mem_info_vram_total").flatMap { $0 > 0 ? $0 : nil }
    found.memoryBytes = Fact(total, from: "/\(folder)/mem_info_vram_total")
    guard let total else { return }
    if found.readiness == .bound { found.readiness = .ready }
    let used = system.integer("\(folder)/mem_info_vram_used")
    found.freeBytes = used.flatMap { (0...total).contains($0) ? total - $0 : nil }
    // SPX is the whole; all others cut it up.
    found.isPartitioned = system.text("\(folder)/current_compute_partition").map { $0 != "SPX" }
    found.utilization = system.integer("\(folder)/gpu_busy_percent").map { Double($0) / 100 }
    guard let sensors = system.names(in: "\(folder)/hwmon").first else { return }
    let hwmon = "\(folder)/hwmon/\(sensors)"
    // Thousandths of a degree, millionths of a watt.
    func scaled(_ name: String, _ unit: Double) -> Double? {
      system.integer("\(hwmon)/\(name)").map { Double($0) / unit }
    }
    found.celsius = scaled("temp1_input", 1e3).flatMap(SensorReader.believable)
    found.slowdownCelsius = scaled("temp1_crit", 1e3).flatMap(SensorReader.believableLimit)
    found.watts = scaled("power1_average", 1e6)
    found.limitWatts = scaled("power1_cap", 1e6)
  }
}
