/// Reads interfaces, their link speeds, and whether there is a way out.
struct NetworkReader {
  let system: SystemTree
  private let interfaces = "sys/class/net"
  private let fabrics = "sys/class/infiniband"

  init(system: SystemTree) { self.system = system }

  func read() -> NetworkReport {
    var report = NetworkReport()
    if system.isFolder(interfaces) {
      report.interfaces = Fact(
        system.names(in: interfaces).prefix(1024).compactMap(interface), from: "/" + interfaces)
      // Without an adapter the kernel has no such class.
      report.fabricPorts = Fact(
        system.names(in: fabrics).prefix(64).flatMap(ports), from: "/" + fabrics)
    }
    report.hasDefaultRoute = defaultRoute()
    return report
  }

  private func interface(_ name: String) -> NetworkInterface? {
    let folder = "\(interfaces)/\(name)"
    guard system.integer("\(folder)/type") != Self.loopback, system.isFolder(folder),
      let shown = SystemTree.cleaned(name)
    else { return nil }
    let speed = isParavirtual(folder) ? nil : system.integer("\(folder)/speed").flatMap(Self.speed)
    return NetworkInterface(
      name: shown, kind: kind(folder), isUp: isUp(folder), bitsPerSecond: speed)
  }

  /// Hardware types of the kernel's <linux/if_arp.h>.
  private static let (loopback, ethernet, infiniband) = (772, 1, 32)

  private func kind(_ folder: String) -> NetworkInterface.Kind {
    // A link counts also where what it leads to was not recorded.
    func has(_ name: String) -> Bool {
      system.exists("\(folder)/\(name)") || system.linkTarget("\(folder)/\(name)") != nil
    }
    let events = HostReader.variables(system.lines(of: "\(folder)/uevent"))
    if has("wireless") || has("phy80211") || events["DEVTYPE"] == "wlan" { return .wireless }
    let built = ["bridge", "bonding", "tun_flags"]
    let types: Set<String?> = ["bridge", "bond", "vlan", "macvlan", "vxlan", "team", "geneve"]
    if !has("device") || built.contains(where: has) || types.contains(events["DEVTYPE"]) {
      return .virtual
    }
    switch system.integer("\(folder)/type") {
    case Self.ethernet?:
      // Telephones and the like pose as Ethernet.
      return ["wwan", "bluetooth", "gadget"].contains(events["DEVTYPE"]) ? .other : .ethernet
    case Self.infiniband?: return .infiniband
    default: return .other
    }
  }

  private func isUp(_ folder: String) -> Bool? {
    if let state = system.text("\(folder)/operstate"), state != "unknown" { return state == "up" }
    // Some drivers keep no such state, but know whether there is a signal.
    return system.integer("\(folder)/carrier").map { $0 != 0 }
  }

  /// Bits a second of what a driver says in megabits; `nil` for what drivers write where they do
  /// not know.
  ///
  /// Those are -1 in 16 or 32 bits, with a sign and without, and 0. No link is as fast as 2 Tbit/s.
  static func speed(_ megabits: Int) -> Int? {
    guard (1...2_000_000).contains(megabits), megabits != 65_535 else { return nil }
    return megabits * 1_000_000
  }

  /// Tells whether a hypervisor's driver tells the speed: a number that was made up, or that of
  /// another's cable.
  private func isParavirtual(_ folder: String) -> Bool {
    let events = HostReader.variables(system.lines(of: "\(folder)/device/uevent"))
    let driver =
      events["DRIVER"]
      ?? system.linkTarget("\(folder)/device/driver")?.split(separator: "/").last.map(String.init)
    return ["virtio_net", "vmxnet3", "hv_netvsc", "vif", "netfront"].contains(driver)
  }

  private func ports(_ adapter: String) -> [FabricPort] {
    system.names(in: "\(fabrics)/\(adapter)/ports").prefix(16).map { port in
      let folder = "\(fabrics)/\(adapter)/ports/\(port)"
      return FabricPort(
        name: SystemTree.cleaned("\(adapter)/\(port)") ?? "",
        isActive: system.text("\(folder)/state").map { $0.contains("ACTIVE") },
        bitsPerSecond: system.text("\(folder)/rate").flatMap(Self.rate))
    }
  }

  /// Reads a rate such as `200 Gb/sec (4X HDR)`.
  static func rate(_ text: String) -> Int? {
    let words = text.split(separator: " ")
    guard words.count >= 2, words[1] == "Gb/sec", let gigabits = Double(words[0]),
      gigabits > 0, gigabits < 1e6
    else { return nil }
    return Int(gigabits * 1e9)
  }

  /// A route to everywhere has destination and mask 0 (version 4), or a prefix of length 0
  /// (version 6).
  private func defaultRoute() -> Fact<Bool> {
    let tables = ["proc/net/route", "proc/net/ipv6_route"]
    guard system.exists(tables[0]) || system.exists(tables[1]) else {
      return .unknown(from: "/proc/net/route")
    }
    let older = system.lines(of: tables[0]).dropFirst().contains { line in
      let fields = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
      return fields.count >= 8 && fields[1] == "00000000" && fields[7] == "00000000"
    }
    let newer = system.lines(of: tables[1]).contains { line in
      let fields = line.split(separator: " ")
      return fields.count >= 10 && fields[1] == "00" && fields[0].allSatisfy { $0 == "0" }
        && fields[9] != "lo"
    }
    return Fact(older || newer, from: "/proc/net/route, /proc/net/ipv6_route")
  }
}
