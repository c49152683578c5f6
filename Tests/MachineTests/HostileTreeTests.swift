import Foundation
import Machine
import Testing
import _RecordedMachines

@Suite("Trees that hold nothing, or nonsense")
struct HostileTreeTests {
  @Test("an empty tree leaves all unknown", arguments: [true, false])
  func empty(exists: Bool) throws {
    let tree = try RecordedMachine()
    let report = MachineReader(root: exists ? tree.root : tree.root + "/missing").read()
    var known: [String] = []
    collect(report, "report", &known)
    #expect(known == [])
    #expect(report.firewall.state.value == nil)
  }

  /// The paths of all facts that have a value.
  private func collect(_ value: Any, _ path: String, _ known: inout [String]) {
    for child in Mirror(reflecting: value).children {
      let path = "\(path).\(child.label ?? "?")"
      if child.label == "value" {
        let isKnown = Mirror(reflecting: child.value).children.first != nil
        if isKnown { known.append(path) }
      } else {
        collect(child.value, path, &known)
      }
    }
  }

  @Test("a report that is known is found by the same search")
  func searchFinds() throws {
    let tree = try RecordedMachine(["proc/meminfo": "MemTotal: 1 kB\n"])
    var known: [String] = []
    collect(MachineReader(root: tree.root).read(), "report", &known)
    #expect(known == ["report.memory.total.value"])
  }

  private static let nonsense: [Data] = [
    Data(), Data([0, 0, 0, 0]), Data("-1\n".utf8), Data("99999999999999999999999\n".utf8),
    Data("9223372036854775807\n".utf8), Data("-9223372036854775808 kB\n".utf8),
    Data([0xFF, 0xFE, 0x1B, 0x5B, 0x32, 0x4A, 0x0A]),
    Data("processor : 0\nmodel name : \u{1B}c\nID=\u{1B}c\n[\u{1B}c]\n1: \u{1B}c : capture".utf8),
    Data("MemTotal: 9223372036854775807 kB\nprocessor : x\n[\n= =\n::::\n:\n=\"\n".utf8),
    Data(String(repeating: "A=[1]: 1 0-3 \t", count: 20_000).utf8),
    Data(String(repeating: "\n", count: 100_000).utf8),
  ]

  @Test(
    "whatever one file holds, the rest is read, and no text steers a terminal",
    arguments: ["epyc-a100-server", "raspberry-pi-5", "jetson-orin-nano", "small-vm"])
  func nonsense(name: String) throws {
    let tree = try RecordedMachine(named: name)
    for path in try tree.files() {
      let whole = try Data(contentsOf: URL(fileURLWithPath: tree.root + "/" + path))
      for bytes in Self.nonsense + [whole.prefix(whole.count / 2), Data(whole.reversed())] {
        try tree.write(bytes, to: path)
        let report = MachineReader(root: tree.root, searchPath: ["/usr/bin"]).read()
        if bytes.contains(0x1B) { #expect(!steers(report), "\(path)") }
        #expect(report.memory.total.value.map { $0 > 0 } ?? true, "\(path)")
        #expect(report.processor.cores.value.map { $0 > 0 } ?? true, "\(path)")
      }
      try tree.write(whole, to: path)
    }
  }

  /// Files of parts that no recorded tree has.
  private static let otherParts = [
    "proc/self/status": "Cpus_allowed_list:\t0-3\n", "proc/self/cgroup": "4:cpu,cpuset:/a\n0::/a\n",
    "proc/self/mountinfo": "30 23 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n",
    "sys/fs/cgroup/a/cpu.max": "200000 100000\n", "sys/fs/cgroup/a/memory.max": "4096\n",
    "sys/fs/cgroup/a/memory.current": "1\n", "sys/fs/cgroup/a/memory.stat": "inactive_file 1\n",
    "sys/fs/cgroup/a/cpuset.cpus.effective": "0-1\n", "sys/devices/system/cpu/online": "0-3\n",
    "sys/devices/system/cpu/cpu0/topology/thread_siblings_list": "0,2\n",
    "sys/devices/system/cpu/cpu0/topology/core_id": "0\n",
    "sys/devices/system/cpu/cpu0/topology/die_id": "0\n",
    "sys/block/sda/size": "8\n", "sys/block/sda/device/vendor": "DELL\n",
    "sys/block/sda/device/wwid": "naa.1\n", "sys/block/dm-0/dm/uuid": "mpath-1\n",
    "sys/block/dm-0/slaves/sda": "", "sys/block/nvme0n1/device/transport": "tcp\n",
    "sys/class/net/e/speed": "1000\n", "sys/class/net/e/device/uevent": "DRIVER=x\n",
    "sys/class/net/e/carrier": "1\n", "sys/class/net/e/uevent": "DEVTYPE=wlan\n",
    "sys/class/hwmon/hwmon0/temp1_input": "1\n", "sys/class/hwmon/hwmon0/temp1_fault": "0\n",
    "sys/class/hwmon/hwmon0/fan1_input": "1\n", "sys/class/power_supply/u/type": "UPS\n",
    "sys/class/power_supply/u/capacity": "9\n", "etc/os-release": "ID=debian\nVERSION_ID=12\n",
    "sys/bus/pci/devices/0000:01:00.0/vendor": "0x1002\n",
    "sys/bus/pci/devices/0000:01:00.0/class": "0x030000\n",
    "sys/bus/pci/devices/0000:01:00.0/uevent": "DRIVER=amdgpu\n",
    "sys/bus/pci/devices/0000:01:00.0/mem_info_vram_total": "4096\n",
    "sys/bus/pci/devices/0000:01:00.0/mem_info_vram_used": "1\n",
    "sys/bus/pci/devices/0000:01:00.0/hwmon/hwmon1/temp1_input": "1\n",
    "etc/iptables/rules-save": "*filter\n:INPUT DROP [0:0]\n", "proc/modules": "x 1\n",
    "proc/sys/kernel/osrelease": "6.1\n", "lib/modules/6.1/modules.builtin": "a/nf_tables.ko\n",
    "boot/config-6.1": "CONFIG_NF_TABLES=y\n",
  ]

  @Test("parts that no recorded tree has are read whatever one of their files holds")
  func otherNonsense() throws {
    let tree = try RecordedMachine(Self.otherParts)
    let numbers = ["\(Int.min)", "\(Int.max)", "-1", "0-65535,", "\(Int.max) 1", "1 \(Int.min)"]
    let lists = String(repeating: "0-65535,", count: 100_000)
    let contents = Self.nonsense + (numbers + [lists]).map { Data($0.utf8) }
    for (path, whole) in Self.otherParts {
      for bytes in contents {
        try tree.write(bytes, to: path)
        let report = MachineReader(root: tree.root, searchPath: ["/usr/bin"]).read()
        if bytes.contains(0x1B) { #expect(!steers(report), "\(path)") }
        #expect(report.processor.cores.value.map { $0 > 0 } ?? true, "\(path)")
        #expect(report.processor.allowedCores.value.map { $0 > 0 } ?? true, "\(path)")
        #expect(report.memory.allowed.value.map { $0 >= 0 } ?? true, "\(path)")
        #expect(ProcessorCount.allowed(root: tree.root) > 0, "\(path)")
      }
      try tree.write(whole, to: path)
    }
  }

  /// Tells whether a text in a value holds a control character.
  private func steers(_ value: Any) -> Bool {
    if let text = value as? String {
      return text.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    }
    return Mirror(reflecting: value).children.contains { steers($0.value) }
  }

  @Test("a report that would steer a terminal is noticed")
  func steeringIsNoticed() {
    var report = MachineReport()
    report.storage.disks.value = [Disk(name: "a\u{1B}[2J", kind: .unknown, bytes: 1)]
    #expect(steers(report))
  }

  @Test("a folder, a pipe or a link that leads nowhere in a file's place is unknown")
  func oddFiles() throws {
    let tree = try RecordedMachine()
    try tree.write("", to: "proc/meminfo/inside")
    try tree.write("", to: "etc/hosts")
    #expect(mkfifo(tree.root + "/etc/os-release", 0o600) == 0)
    #expect(symlink("/nonexistent/elsewhere", tree.root + "/proc/cpuinfo") == 0)
    let report = MachineReader(root: tree.root).read()
    #expect(report.memory.total.value == nil)
    #expect(report.host.systemName.value == nil)
    #expect(report.processor.name.value == nil)
  }

  @Test("folders with too many entries are cut")
  func manyEntries() throws {
    var files: [String: String] = [:]
    for index in 0..<700 {
      files["sys/class/hwmon/hwmon\(index)/temp1_input"] = "\(20_000 + index)\n"
    }
    let tree = try RecordedMachine(files)
    let temperatures = MachineReader(root: tree.root).read().sensors.temperatures.value
    #expect(temperatures?.count == 512)
    #expect(temperatures?.last?.celsius == 20.511)
  }
}
