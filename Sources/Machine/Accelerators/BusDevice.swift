/// A display or compute device on the PCI bus.
struct BusDevice {
  /// Lower case, with the domain in four digits, such as `0000:3b:00.0`.
  let address: String
  let maker: InstalledAccelerator.Maker
  /// The kernel driver that is bound to it.
  let driver: String?
  let folder: String

  /// The devices of makers that compute; `nil` if the bus cannot be listed.
  static func all(_ system: SystemTree) -> [BusDevice]? {
    let bus = "sys/bus/pci/devices"
    guard system.isFolder(bus) else { return nil }
    return system.names(in: bus).compactMap { BusDevice(system, folder: "\(bus)/\($0)", name: $0) }
  }

  private init?(_ system: SystemTree, folder: String, name: String) {
    guard let code = system.text("\(folder)/class").flatMap(Self.hexadecimal),
      let vendor = system.text("\(folder)/vendor").flatMap(Self.hexadecimal),
      let maker = Self.makers[vendor], Self.computes(code, maker)
    else { return nil }
    let events = HostReader.variables(system.lines(of: "\(folder)/uevent"))
    address = Self.normalized(name)
    self.maker = maker
    driver = events["DRIVER"] ?? system.linkTarget("\(folder)/driver").flatMap(Self.lastPart)
    self.folder = folder
  }

  /// Class 3 is display: VGA, 3D and other controllers; 0x12 is processing accelerators (PCI code
  /// and ID assignment).
  private static func computes(_ code: Int, _ maker: InstalledAccelerator.Maker) -> Bool {
    switch (code >> 16, maker) {
    case (0x03, .nvidia), (0x03, .amd), (0x12, .nvidia), (0x12, .amd), (0x12, .intel): true
    // Intel's graphics in the processor are VGA controllers and no accelerators; its cards are
    // display controllers.
    case (0x03, .intel): code >> 8 == 0x0380
    default: false
    }
  }

  private static let makers: [Int: InstalledAccelerator.Maker] = [
    0x10DE: .nvidia, 0x1002: .amd, 0x8086: .intel,
  ]

  private static func hexadecimal(_ text: String) -> Int? {
    text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : nil
  }

  private static func lastPart(_ path: String) -> String? {
    path.split(separator: "/").last.flatMap { SystemTree.cleaned(String($0)) }
  }

  /// The kernel writes a domain of four digits, NVIDIA's library one of eight.
  static func normalized(_ address: String) -> String {
    let parts = address.lowercased().split(separator: ":")
    guard parts.count == 3, let domain = Int(parts[0], radix: 16) else {
      return SystemTree.cleaned(address.lowercased()) ?? ""
    }
    let digits = String(domain, radix: 16)
    let padding = String(repeating: "0", count: max(0, 4 - digits.count))
    return "\(padding)\(digits):\(parts[1]):\(parts[2])"
  }
}
