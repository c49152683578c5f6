/// Looks for packet filters: what is set up in files, and what the kernel shows of it.
struct FirewallReader {
  let system: SystemTree

  func read() -> FirewallReport {
    var report = FirewallReport()
    let kernel = kernelTraces()
    let setUp = [ufw(), firewalld(), nftables(), iptables()].compactMap { $0 }
    let best = setUp.first { $0.runs } ?? setUp.first { $0.isOn } ?? setUp.first
    report.manager = best?.manager
    report.evidence = setUp.map(\.evidence) + kernel
    if let best, best.runs || (best.isOn && best.coversAll && !kernel.isEmpty) {
      report.state.value = .active
    } else if let best, best.isOn {
      report.state.value = .configured
    } else if kernel.isEmpty, system.isFolder("etc") {
      let builtIn = BuiltInFilters(system: system).evidence
      report.evidence.append(builtIn.text)
      if builtIn.areThere == false { report.state.value = .absent }
    }
    // A filter in the kernel that nothing manages, as containers' services add, stays unknown, and
    // so does a kernel that may have filters built in: their rules leave no trace that users can
    // read.
    return report
  }

  private struct SetUp {
    var manager: FirewallReport.Manager
    /// Tells whether it is to filter.
    var isOn: Bool
    /// Tells whether it is seen to run.
    var runs = false
    /// Tells whether it is for all packets.
    var coversAll = true
    var evidence: String
  }

  private func ufw() -> SetUp? {
    let path = "etc/ufw/ufw.conf"
    guard let enabled = HostReader.variables(system.lines(of: path))["ENABLED"]?.lowercased()
    else { return nil }
    return SetUp(
      manager: .ufw, isOn: enabled == "yes", evidence: "/\(path): ENABLED=\(enabled)")
  }

  private func firewalld() -> SetUp? {
    let pidFile = "run/firewalld.pid"
    if let pid = system.integer(pidFile), pid > 0, system.exists("proc/\(pid)") {
      return SetUp(
        manager: .firewalld, isOn: true, runs: true, evidence: "/\(pidFile): process \(pid) runs")
    }
    if let process = process("firewalld") {
      return SetUp(
        manager: .firewalld, isOn: true, runs: true, evidence: "/\(process)/comm: firewalld runs")
    }
    guard let wanted = enabledUnit("firewalld") else {
      guard system.isFolder("etc/firewalld") else { return nil }
      return SetUp(
        manager: .firewalld, isOn: false, evidence: "/etc/firewalld: installed, does not run")
    }
    return SetUp(manager: .firewalld, isOn: true, evidence: "/\(wanted): started with the system")
  }

  /// Files in which distributions keep rules of nftables: Debian, Arch, Alpine, Red Hat, Gentoo.
  private static let nftablesFiles = [
    "etc/nftables.conf", "etc/nftables.nft", "etc/sysconfig/nftables.conf",
    "etc/nftables/main.nft", "var/lib/nftables/rules-save",
  ]

  /// Files in which distributions keep rules of iptables: Debian, Alpine, Arch, Red Hat, Gentoo.
  private static let iptablesFiles = [
    "etc/iptables/rules.v4", "etc/iptables/rules-save", "etc/iptables/iptables.rules",
    "etc/sysconfig/iptables", "var/lib/iptables/rules-save",
  ]

  /// The same for version 6 of the internet protocol.
  private static let ip6tablesFiles = [
    "etc/iptables/rules.v6", "etc/iptables/rules6-save", "etc/iptables/ip6tables.rules",
    "etc/sysconfig/ip6tables", "var/lib/ip6tables/rules-save",
  ]

  private func nftables() -> SetUp? {
    setUp(.nftables, Self.nftablesFiles, loadedBy: ["nftables"], SavedRules.filterInput(nftables:))
  }

  private func iptables() -> SetUp? {
    let filter = SavedRules.filterInput(iptables:)
    let newer = setUp(
      .iptables, Self.ip6tablesFiles, loadedBy: ["ip6tables", "netfilter-persistent"], filter)
    let older = setUp(
      .iptables, Self.iptablesFiles, loadedBy: ["iptables", "netfilter-persistent"], filter)
    guard var both = older ?? newer else { return nil }
    both.coversAll = older != nil
    if older == nil { both.evidence += ", of version 6 of the protocol only" }
    if let newer, older != nil { both.evidence += "; " + newer.evidence }
    return both
  }

  /// Rules in the first of the files that keeps packets out.
  private func setUp(
    _ manager: FirewallReport.Manager, _ files: [String], loadedBy services: [String],
    _ filters: ([String]) -> Bool
  ) -> SetUp? {
    guard let path = files.first(where: { filters(system.lines(of: $0)) }) else { return nil }
    let service = services.lazy.compactMap(enabledUnit).first
    return SetUp(
      manager: manager, isOn: true,
      evidence: service.map { "/\(path), loaded by /\($0)" }
        ?? "/\(path): rules, but no service that loads them was found")
  }

  /// The link by which systemd or OpenRC starts a service.
  private func enabledUnit(_ name: String) -> String? {
    let systemd = ["sysinit", "multi-user", "network-pre", "basic"].map {
      "etc/systemd/system/\($0).target.wants/\(name).service"
    }
    let openRC = ["boot", "default", "sysinit"].map { "etc/runlevels/\($0)/\(name)" }
    return (systemd + openRC).first { system.exists($0) || system.linkTarget($0) != nil }
  }

  /// The folder of a process of this name; the first few thousand are looked at.
  private func process(_ name: String) -> String? {
    system.names(in: "proc").filter { Int($0) != nil }.prefix(4096).map { "proc/\($0)" }
      .first { system.text("\($0)/comm") == name }
  }

  /// Traces of filters that are loaded into the kernel; loaded is not yet filled with rules.
  private func kernelTraces() -> [String] {
    let modules = Set(
      system.lines(of: "proc/modules").prefix(4096).compactMap {
        $0.split(separator: " ").first.map(String.init)
      })
    var traces: [String] = []
    for module in ["nf_tables", "iptable_filter", "ip_tables", "ip6_tables", "ip6table_filter"] {
      if modules.contains(module) {
        traces.append("/proc/modules: \(module)")
      } else if system.isFolder("sys/module/\(module)") {
        traces.append("/sys/module/\(module)")
      }
    }
    // Readable for the administrator only.
    if system.lines(of: "proc/net/ip_tables_names").contains("filter") {
      traces.append("/proc/net/ip_tables_names: filter")
    }
    return traces
  }
}
