import Machine
import Testing
import _RecordedMachines

@Suite("Rules of packet filters, and kernels with filters built in")
struct SavedRulesTests {
  private func firewall(_ files: [String: String]) throws -> FirewallReport {
    let tree = try RecordedMachine(files)
    return MachineReader(root: tree.root).read().firewall
  }

  private static let modules = ["proc/modules": "ext4 1 1 - Live 0x0\n", "etc/hostname": "a\n"]
  private static let drops = "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n"

  @Test(
    "rules are found where distributions keep them",
    arguments: [
      "etc/iptables/rules.v4", "etc/iptables/rules-save", "etc/iptables/iptables.rules",
      "etc/sysconfig/iptables", "var/lib/iptables/rules-save",
    ])
  func places(path: String) throws {
    let report = try firewall(["proc/modules": "iptable_filter 1 1 - Live 0x0\n", path: Self.drops])
    #expect(report.state.value == .active)
    #expect(report.manager == .iptables)
    let builtIn = try firewall(["proc/modules": "", path: Self.drops])
    #expect(builtIn.state.value == .configured)
  }

  @Test("rules of nftables are found in their places, and services of OpenRC load them")
  func nftables() throws {
    let rules =
      "table inet filter {\n chain input { type filter hook input priority 0; policy drop; }\n}"
    for path in ["etc/nftables.nft", "etc/nftables.conf", "var/lib/nftables/rules-save"] {
      let report = try firewall([
        path: rules, "proc/modules": "nf_tables 1 1 - Live 0x0\n",
        "etc/runlevels/default/nftables": "",
      ])
      #expect(report.state.value == .active)
      #expect(report.evidence.first == "/\(path), loaded by /etc/runlevels/default/nftables")
    }
  }

  @Test(
    "rules that keep nothing out are no filter",
    arguments: [
      "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n",
      "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n-A FORWARD -j DROP\nCOMMIT\n",
      "*nat\n:INPUT DROP [0:0]\nCOMMIT\n", "*filter\n:A - [0:0]\n-A A -j DROP\nCOMMIT\n",
      "# :INPUT DROP\n", "\u{0}\u{FF}:::-A -j\n-A\n-P\n:\n*",
    ])
  func open(rules: String) throws {
    let report = try firewall(
      Self.modules.merging(["etc/iptables/rules.v4": rules]) { $1 })
    #expect(report.state.value == .absent)
  }

  @Test(
    "rules that INPUT leads to count",
    arguments: [
      "*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n-A INPUT -p tcp -j A\n-A A -j REJECT --x\n",
      "*filter\n-P INPUT DROP\n", "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -g B\n-A B -j DROP\n",
      "*filter\n:A - [0:0]\n-A INPUT -j A\n-A A -j A\n-A A -j DROP\n",
    ])
  func reached(rules: String) throws {
    let report = try firewall(
      Self.modules.merging(["etc/iptables/rules.v4": rules]) { $1 })
    #expect(report.state.value == .configured)
  }

  @Test("a chain for what is only passed on keeps nothing out of this machine")
  func forwarding() throws {
    let rules = """
      table inet filter {
        chain input { type filter hook input priority 0; policy accept; }
        chain forward { type filter hook forward priority 0; policy drop; }
      }

      """
    let report = try firewall(Self.modules.merging(["etc/nftables.conf": rules]) { $1 })
    #expect(report.state.value == .absent)
  }

  @Test("rules for version 6 alone are set up, and not for all packets")
  func versionSix() throws {
    let report = try firewall([
      "proc/modules": "ip6_tables 1 1 - Live 0x0\n", "etc/iptables/ip6tables.rules": Self.drops,
    ])
    #expect(report.state.value == .configured)
  }

  @Test("a kernel that may have filters built in is unknown, and not unprotected")
  func builtIn() throws {
    func state(_ files: [String: String]) throws -> FirewallReport.State? {
      try firewall(["etc/hostname": "a\n"].merging(files) { $1 }).state.value
    }
    let other = "ext4 1 1 - Live 0x0\n"
    let release = ["proc/sys/kernel/osrelease": "6.1.0\n", "proc/modules": other]
    func with(_ path: String, _ text: String) throws -> FirewallReport.State? {
      try state(release.merging([path: text]) { $1 })
    }
    #expect(try state(["proc/modules": ""]) == nil)
    #expect(try state([:]) == nil)
    #expect(try with("proc/net/ip_tables_names", "") == nil)
    #expect(try with("proc/sys/net/netfilter/nf_conntrack_max", "262144\n") == nil)
    #expect(
      try with("lib/modules/6.1.0/modules.builtin", "kernel/net/netfilter/nf_tables.ko\n") == nil)
    #expect(try with("boot/config-6.1.0", "CONFIG_NF_TABLES=y\n") == nil)
    #expect(try with("boot/config-6.1.0", "CONFIG_NF_TABLES=m\n") == .absent)
    #expect(try with("lib/modules/6.1.0/modules.builtin", "kernel/fs/ext4/ext4.ko\n") == .absent)
    #expect(try state(release) == .absent)
  }
}
