import Machine
import Testing
import _RecordedMachines

@Suite("Firewall")
struct FirewallTests {
  private func firewall(_ files: [String: String]) throws -> FirewallReport {
    let tree = try RecordedMachine(files)
    return MachineReader(root: tree.root).read().firewall
  }

  private static let rules =
    "table inet filter {\n  chain input { type filter hook input priority 0; policy drop; }\n}\n"
  private static let loaded = "nf_tables 311296 213 - Live 0x0\n"
  private static let unit = "etc/systemd/system/sysinit.target.wants/nftables.service"

  @Test("a filter that is set up is active only if the kernel shows one")
  func setUp() throws {
    var files = ["etc/ufw/ufw.conf": "ENABLED=yes\n", "proc/modules": "ext4 1 1 - Live 0x0\n"]
    #expect(try firewall(files).state.value == .configured)
    files["proc/modules"] = Self.loaded
    #expect(try firewall(files).state.value == .active)
    files["proc/modules"] = nil
    files["sys/module/nf_tables/refcnt"] = "3\n"
    #expect(try firewall(files).state.value == .active)
  }

  @Test("one that is switched off is absent, unless the kernel has a filter of someone else's")
  func switchedOff() throws {
    var files = ["etc/ufw/ufw.conf": "ENABLED=no\n", "proc/modules": "ext4 1 1 - Live 0x0\n"]
    let off = try firewall(files)
    #expect(off.state.value == .absent)
    #expect(off.manager == .ufw)
    files["proc/modules"] = Self.loaded
    #expect(try firewall(files).state.value == nil)
  }

  @Test("rules of nftables count with what loads them named")
  func nftables() throws {
    let files = [
      "etc/nftables.conf": Self.rules, "proc/modules": Self.loaded, Self.unit: "[Unit]\n",
    ]
    let report = try firewall(files)
    #expect(report.state.value == .active)
    #expect(report.manager == .nftables)
    #expect(
      report.evidence == [
        "/etc/nftables.conf, loaded by /\(Self.unit)", "/proc/modules: nf_tables",
      ])
  }

  @Test("comments that speak of dropping are no rules")
  func comments() throws {
    let files = [
      "etc/nftables.conf": "# drop all\n", "proc/modules": "ext4 1 1 - Live 0x0\n",
    ]
    #expect(try firewall(files).state.value == .absent)
  }

  @Test("firewalld is active while its process runs")
  func firewalld() throws {
    let byFile = ["run/firewalld.pid": "812\n", "proc/812/comm": "firewalld\n"]
    #expect(try firewall(byFile).state.value == .active)
    #expect(try firewall(["proc/77/comm": "firewalld\n"]).manager == .firewalld)
    let stale = ["run/firewalld.pid": "812\n", "etc/firewalld/firewalld.conf": "x\n"]
    #expect(try firewall(stale).state.value == nil)
  }

  @Test("saved rules of iptables count")
  func iptables() throws {
    let files = [
      "etc/iptables/rules.v4": "*filter\n:INPUT DROP [0:0]\nCOMMIT\n",
      "proc/modules": "iptable_filter 16384 1 - Live 0x0\n",
    ]
    #expect(try firewall(files).state.value == .active)
    #expect(try firewall(files).manager == .iptables)
  }
}
