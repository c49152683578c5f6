/// The packet filters that are part of the kernel itself, where no list of modules shows them.
struct BuiltInFilters {
  let system: SystemTree

  private static let options = ["CONFIG_NF_TABLES", "CONFIG_IP_NF_IPTABLES", "CONFIG_IP_NF_FILTER"]
  private static let modules = ["nf_tables", "ip_tables", "iptable_filter"]

  /// Tells whether there are any, `nil` if the kernel does not tell, and what tells it.
  var evidence: (areThere: Bool?, text: String) {
    guard system.exists("proc/modules") else { return (nil, "no list of modules in /proc") }
    let modules = system.lines(of: "proc/modules")
    guard !modules.isEmpty else {
      return (nil, "/proc/modules is empty: filters may be built into the kernel")
    }
    if let path = runningPart(modules) { return (true, "/\(path): built into the kernel") }
    if let (isThere, path) = configuration() {
      let text = isThere ? "built into the kernel" : "no filter built in"
      return (isThere, "/\(path): \(text)\(isThere ? "" : ", none in /proc/modules")")
    }
    return (false, "no filter in /etc, none in /proc/modules or /sys/module")
  }

  /// A file that a filter or connection tracking makes, though the module of that name is not
  /// loaded.
  private func runningPart(_ modules: [String]) -> String? {
    let loaded = Set(modules.compactMap { $0.split(separator: " ").first })
    let files: [(path: String, module: Substring)] = [
      ("proc/net/ip_tables_names", "ip_tables"), ("proc/net/ip6_tables_names", "ip6_tables"),
      ("proc/net/nf_conntrack", "nf_conntrack"),
      ("proc/sys/net/netfilter/nf_conntrack_max", "nf_conntrack"),
    ]
    return files.first { system.exists($0.path) && !loaded.contains($0.module) }?.path
  }

  /// Configuration that the kernel was built with, as its files beside it say.
  private func configuration() -> (Bool, String)? {
    guard let release = system.text("proc/sys/kernel/osrelease"), !release.contains("/") else {
      return nil
    }
    for folder in ["lib/modules", "usr/lib/modules"] {
      let path = "\(folder)/\(release)/modules.builtin"
      let names = system.lines(of: path).compactMap { $0.split(separator: "/").last }
      guard !names.isEmpty else { continue }
      let isThere = names.contains { name in Self.modules.contains { name.hasPrefix($0 + ".ko") } }
      return (isThere, path)
    }
    for path in ["boot/config-\(release)", "lib/modules/\(release)/config"] {
      let lines = Set(system.lines(of: path))
      guard !lines.isEmpty else { continue }
      return (Self.options.contains { lines.contains($0 + "=y") }, path)
    }
    return nil
  }
}
