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
      "*filter\n:INPUT DROP [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n",
      "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 1.2.3.4/32 -j DROP\nCOMMIT\n",
      "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m conntrack --ctstate INVALID -j DROP\nCOMMIT\n",
      "*filter\n-A INPUT -p tcp -j f2b\n-A f2b -s 1.2.3.4/32 -j REJECT\n-A f2b -j RETURN\n",
      "*filter\n-A INPUT -p tcp -j A\n-A A -j REJECT\n",
      "*filter\n-A INPUT -m comment --comment \"or -j DROP\" -j ACCEPT\n-A INPUT -j DROP\n",
      "*filter\n:INPUT DROP [0:0]\n-A INPUT -j A\n-A A -j ACCEPT\n",
      "*filter\n-A INPUT -j A\n-A A -j RETURN\n-A A -j DROP\n",
      "*filter\n-A INPUT -j A\n-A A -j B\n-A B -j A\n",
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
      "*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n-A INPUT -j A\n-A A -j REJECT --x\n",
      "*filter\n-A INPUT -s 1.2.3.4 -j ACCEPT\n[3:9] -A INPUT -m comment --comment \"a\" -j DROP\n",
      "*filter\n-A INPUT -j LOG --log-prefix \"-j ACCEPT\"\n-A INPUT ! -i lo -j DROP\n",
      "*filter\n:INPUT DROP\n-A INPUT -j f\n-A f -s 1.2.3.4 -j DROP\n-A f -j RETURN\n",
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

  private func nftables(_ body: String) throws -> FirewallReport.State? {
    try firewall(Self.modules.merging(["etc/nftables.conf": body + "\n"]) { $1 }).state.value
  }

  private static let hook = "type filter hook input priority 0;"

  @Test(
    "names, comments and rules for some packets of nftables keep nothing out",
    arguments: [
      "table ip drop { chain drop { \(hook) }\n set reject { type ipv4_addr; }\n}",
      "table ip t { chain c { \(hook) comment \"drop # all\"\n accept comment \"drop\"\n } }",
      "table ip t { chain c { \(hook)\n ip saddr 1.2.3.4 drop\n ct state invalid drop\n } }",
      "table ip t { chain c { \(hook)\n tcp dport {\n 22,\n 80 } reject\n } }",
      "table ip t { chain c { \(hook) policy drop;\n counter packets 1 bytes 2 accept\n } }",
      "table ip t { chain c { \(hook)\n ct state vmap { invalid : drop }\n accept\n drop\n } }",
      "table ip t { chain d { drop\n }\n chain c { \(hook)\n iifname \"drop\" jump d\n } }",
      "table ip t { chain d { drop\n } }", "table arp t { chain c { \(hook) policy drop; } }",
      "table ip t { chain c { type filter hook output priority 0; policy drop; } }", "}}}{ drop ;{",
    ])
  func openNFTables(rules: String) throws { #expect(try nftables(rules) == .absent) }

  @Test(
    "policies and last rules of nftables for every packet count",
    arguments: [
      "table t { chain c { \(hook) policy drop; tcp dport { 22, 80 } accept\n } }",
      "table ip t { chain c { \(hook)\n log prefix \"a b\" counter drop\n } }",
      "table ip t { chain c { \(hook) tcp dport {\n 22 } accept; reject with icmpx host } }",
      "table ip t { chain d { drop\n }\n chain c { \(hook)\n goto d\n } }",
      "add table inet t\nadd chain inet t c { \(hook) policy drop; }\n",
      "add table t\nadd chain t c { \(hook) }\nadd rule t c iif lo accept\nadd rule ip t c drop",
      "table ip t { set s { elements = { 1.2.3.4 } }\n chain c { \(hook) policy drop; } }",
      "table ip t { chain c { \(hook) policy \\\n drop; } }", "include \"/etc/nftables.d/*.nft\"",
    ])
  func closedNFTables(rules: String) throws { #expect(try nftables(rules) == .configured) }

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
