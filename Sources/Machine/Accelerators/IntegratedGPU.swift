/// The GPU in an NVIDIA Jetson's chip, which is on no bus and shares the main memory.
enum IntegratedGPU {
  static func find(_ system: SystemTree) -> [InstalledAccelerator] {
    let path = "proc/device-tree/compatible"
    guard let chip = system.strings(path).compactMap({ chips[$0] }).first else { return [] }
    let folder = folders.first(where: system.exists)
    var device = InstalledAccelerator(
      maker: .nvidia, readiness: folder == nil ? .withoutDriver : .bound, source: "/" + path)
    device.name.value = "\(chip) integrated GPU"
    device.isIntegrated = true
    if let folder {
      device.driver = "nvgpu"
      // Thousandths.
      device.utilization = system.integer("\(folder)/load").map { Double($0) / 1000 }
    }
    return [device]
  }

  /// NVIDIA's names of its chips in device trees.
  private static let chips = [
    "nvidia,tegra210": "Tegra X1", "nvidia,tegra186": "Tegra X2", "nvidia,tegra194": "Xavier",
    "nvidia,tegra234": "Orin", "nvidia,tegra264": "Thor",
  ]

  /// Folders in which its kernel driver shows it, by release.
  private static let folders = [
    "sys/devices/gpu.0", "sys/devices/platform/gpu.0", "sys/devices/platform/17000000.gpu",
    "sys/devices/platform/bus@0/17000000.gpu",
  ]
}
