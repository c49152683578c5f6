#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Reads the operating system, the kernel and the board.
struct HostReader {
  let system: SystemTree
  /// Tells whether the kernel itself may be asked.
  let isThisMachine: Bool

  func read() -> HostReport {
    var report = HostReport()
    readDistribution(&report)
    report.kernel = system.fact("proc/sys/kernel/osrelease")
    report.architecture = architecture()
    report.model = model()
    report.compatible = system.strings("proc/device-tree/compatible")
    report.hypervisor = hypervisor()
    report.container = container()
    return report
  }

  private func readDistribution(_ report: inout HostReport) {
    for path in ["etc/os-release", "usr/lib/os-release"] {
      let variables = Self.variables(system.lines(of: path))
      guard !variables.isEmpty else { continue }
      let source = "/" + path
      report.systemName = Fact(variables["PRETTY_NAME"] ?? variables["NAME"], from: source)
      report.systemID = Fact(variables["ID"], from: source)
      report.systemVersion = Fact(variables["VERSION"] ?? variables["VERSION_ID"], from: source)
      report.systemRelease = Fact(variables["VERSION_ID"], from: source)
      return
    }
  }

  /// Assignments of a shell file, quotes taken off.
  static func variables(_ lines: [String]) -> [String: String] {
    var variables: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let name = SystemTree.cleaned(String(parts[0])), name.first != "#",
        let raw = SystemTree.cleaned(String(parts[1]))
      else { continue }
      var value = raw[...]
      if let quote = value.first, quote == "\"" || quote == "'", value.last == quote,
        value.count >= 2
      {
        value = value.dropFirst().dropLast()
      }
      if !value.isEmpty { variables[name] = String(value) }
    }
    return variables
  }

  private func architecture() -> Fact<String> {
    let told = system.fact("proc/sys/kernel/arch")
    guard told.value == nil, isThisMachine else { return told }
    // Kernels before 6.1 have no such file.
    var names = utsname()
    guard uname(&names) == 0 else { return told }
    let name = withUnsafeBytes(of: &names.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return Fact(SystemTree.cleaned(name), from: "uname")
  }

  private func model() -> Fact<String> {
    for path in ["proc/device-tree/model", "sys/firmware/devicetree/base/model"] {
      if let name = system.strings(path).first { return Fact(name, from: "/" + path) }
    }
    let folder = "sys/class/dmi/id"
    let words = ["sys_vendor", "product_name"].compactMap { system.text("\(folder)/\($0)") }
      .filter { !Self.placeholders.contains($0) }
    guard !words.isEmpty else { return .unknown(from: "/proc/device-tree/model, /\(folder)") }
    return Fact(words.joined(separator: " "), from: "/\(folder)/product_name")
  }

  /// Texts of boards whose maker filled nothing in.
  private static let placeholders: Set<String> = [
    "To Be Filled By O.E.M.", "System manufacturer", "System Product Name", "Default string",
    "Not Specified",
  ]

  private func hypervisor() -> Fact<String> {
    if let type = system.text("sys/hypervisor/type") {
      return Fact(type, from: "/sys/hypervisor/type")
    }
    let folder = "sys/class/dmi/id"
    for name in ["sys_vendor", "product_name"] {
      guard let text = system.text("\(folder)/\(name)") else { continue }
      let hints = ["QEMU", "KVM", "VMware", "VirtualBox", "Virtual Machine", "Xen", "Amazon EC2"]
      if hints.contains(where: text.contains), !text.contains(".metal") {
        return Fact(text, from: "/\(folder)/\(name)")
      }
    }
    let flags = system.lines(of: "proc/cpuinfo").first { $0.hasPrefix("flags") }
    let isGuest = flags?.split(separator: " ").contains("hypervisor") ?? false
    return Fact(isGuest ? "of unknown kind" : nil, from: "/proc/cpuinfo")
  }

  private func container() -> Fact<String> {
    if let manager = system.text("run/systemd/container") {
      return Fact(manager, from: "/run/systemd/container")
    }
    for (path, name) in [(".dockerenv", "docker"), ("run/.containerenv", "podman")]
    where system.exists(path) {
      return Fact(name, from: "/" + path)
    }
    return .unknown(from: "/.dockerenv, /run/.containerenv, /run/systemd/container")
  }
}
