import Machine
import Testing
import _RecordedMachines

@Suite("Cores of a machine")
struct TopologyTests {
  /// The files of processors with their package, their core's number, and their list of siblings.
  private func files(
    _ processors: [(id: Int, package: Int, core: Int, siblings: String)], online: String? = nil,
    lists: [String] = ["thread_siblings_list", "core_cpus_list"]
  ) -> [String: String] {
    var files: [String: String] = [:]
    for processor in processors {
      let folder = "sys/devices/system/cpu/cpu\(processor.id)/topology"
      files["\(folder)/physical_package_id"] = "\(processor.package)\n"
      files["\(folder)/core_id"] = "\(processor.core)\n"
      for list in lists { files["\(folder)/\(list)"] = processor.siblings + "\n" }
    }
    let last = processors.map(\.id).max() ?? 0
    files["sys/devices/system/cpu/online"] = (online ?? "0-\(last)") + "\n"
    return files
  }

  private func processor(_ files: [String: String]) throws -> ProcessorReport {
    let tree = try RecordedMachine(files)
    return MachineReader(root: tree.root).read().processor
  }

  @Test(
    "numbers that restart on each die do not hide cores",
    arguments: [["thread_siblings_list"], ["core_cpus_list"]])
  func dies(lists: [String]) throws {
    // Four dies of six cores with two threads, each die numbered 0 to 2 and 4 to 6.
    let numbers = [0, 1, 2, 4, 5, 6]
    let one = (0..<48).map {
      (id: $0, package: 0, core: numbers[$0 % 6], siblings: "\($0 % 24),\($0 % 24 + 24)")
    }
    #expect(try processor(files(one, lists: lists)).cores.value == 24)
    // Two packages of two dies of six cores.
    let two = (0..<24).map { (id: $0, package: $0 / 12, core: $0 % 6, siblings: "\($0)") }
    let report = try processor(files(two, lists: lists))
    #expect(report.cores.value == 24)
    #expect(report.sockets.value == 2)
  }

  @Test("fast and small cores, processors that are off, and holes in the numbers count as they are")
  func uneven() throws {
    let hybrid = (0..<8).map { id in
      (
        id: id, package: 0, core: id < 4 ? id / 2 * 4 : id + 4,
        siblings: id < 4 ? id < 2 ? "0-1" : "2-3" : "\(id)"
      )
    }
    #expect(try processor(files(hybrid)).cores.value == 6)
    // Of two cores with two threads, one thread is off; it is in no list.
    let off = [(0, 0, 0, "0"), (1, 0, 1, "1,3"), (3, 0, 1, "1,3")]
    let tree = files(
      off.map { (id: $0.0, package: $0.1, core: $0.2, siblings: $0.3) }, online: "0-1,3")
    let report = try processor(tree)
    #expect(report.cores.value == 2)
    #expect(report.threads.value == 3)
    let holes = [8, 9, 64, 65].map { (id: $0, package: 0, core: 7, siblings: "\($0)") }
    #expect(try processor(files(holes, online: "8-9,64-65")).cores.value == 4)
  }

  @Test("without lists the numbers tell, with the die where there is one")
  func numbers() throws {
    let cores = (0..<8).map { (id: $0, package: 0, core: $0 % 2, siblings: "") }
    var tree = files(cores, lists: [])
    #expect(try processor(tree).cores.value == 2)
    for id in 0..<8 {
      tree["sys/devices/system/cpu/cpu\(id)/topology/die_id"] = "\(id / 4)\n"
    }
    #expect(try processor(tree).cores.value == 4)
  }

  @Test("without sysfs, the count in cpuinfo is taken where its numbers restart")
  func table() throws {
    let block = { (id: Int, core: Int) in
      "processor : \(id)\nphysical id : 0\nsiblings : 12\ncore id : \(core)\ncpu cores : 12\n\n"
    }
    let text = (0..<12).map { block($0, $0 % 6) }.joined()
    #expect(try processor(["proc/cpuinfo": text]).cores.value == 12)
    // No more cores than threads, whatever is told.
    #expect(try processor(["proc/cpuinfo": block(0, 0)]).cores.value == 1)
    let report = try processor(["proc/cpuinfo": "processor : 0\ncpu : POWER9, altivec supported\n"])
    #expect(report.name.value == "POWER9, altivec supported")
    #expect(report.cores.value == nil)
  }

  private static let plain = (0..<8).map { (id: $0, package: 0, core: $0, siblings: "\($0)") }

  @Test("a quota, a cpuset and the affinity mask limit what may be used, and not the machine")
  func limits() throws {
    var tree = files(Self.plain)
    #expect(try processor(tree).allowedCores.value == 8)
    tree["proc/self/status"] = "Cpus_allowed_list:\t0-5\n"
    #expect(try processor(tree).allowedCores.value == 6)
    tree["proc/self/cgroup"] = "0::/a/b\n"
    tree["sys/fs/cgroup/a/cpuset.cpus.effective"] = "2-7\n"
    #expect(try processor(tree).allowedCores.value == 4)
    tree["sys/fs/cgroup/a/b/cpuset.cpus"] = "\n"
    tree["sys/fs/cgroup/a/cpu.max"] = "300000 100000\n"
    let report = try processor(tree)
    #expect(report.allowedCores.value == 3)
    #expect(report.cores.value == 8)
  }

  @Test("groups of version 1 limit as well")
  func legacyLimits() throws {
    var tree = files(Self.plain)
    tree["proc/self/cgroup"] = "7:cpuset:/job\n4:cpu,cpuacct:/job\n"
    tree["proc/self/mountinfo"] = """
      33 25 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
      34 25 0:31 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct

      """
    tree["sys/fs/cgroup/cpuset/job/cpuset.cpus"] = "1,3,5\n"
    #expect(try processor(tree).allowedCores.value == 3)
    tree["sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us"] = "150000\n"
    tree["sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us"] = "100000\n"
    #expect(try processor(tree).allowedCores.value == 1)
  }

  @Test("what may be used is unknown where only this machine could tell")
  func untold() throws {
    #expect(try processor([:]).allowedCores.value == nil)
    let quota = ["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "250000 100000\n"]
    #expect(try processor(quota).allowedCores.value == 2)
  }

  @Test("numbers of memory without bounds do not end the process, and limits without use count")
  func memory() throws {
    func allowed(_ files: [String: String]) throws -> Int? {
      var files = files.reduce(into: [:]) { $0["sys/fs/cgroup/" + $1.key] = $1.value }
      files["proc/self/cgroup"] = "0::/\n"
      files["proc/meminfo"] = "MemTotal: 900 kB\nMemAvailable: 800 kB\n"
      let tree = try RecordedMachine(files)
      return MachineReader(root: tree.root).read().memory.allowed.value
    }
    #expect(try allowed(["memory.max": "4096\n"]) == 4096)
    // Beyond memory.high a group is slowed and its pages are taken away.
    #expect(try allowed(["memory.max": "max\n", "memory.high": "5000\n"]) == 5000)
    let both = ["memory.max": "4096\n", "memory.high": "3000\n", "memory.current": "1000\n"]
    #expect(try allowed(both) == 2000)
    #expect(try allowed(["memory.max": "max\n", "memory.high": "max\n"]) == 819_200)
    for use in ["\(Int.min)", "\(Int.max)", "-1"] {
      let left = try allowed([
        "memory.max": "4096\n", "memory.current": use, "memory.stat": "inactive_file \(use)\n",
      ])
      #expect((0...4096).contains(left ?? -1), "\(use)")
    }
    #expect(try allowed(["memory.max": "\(Int.min)\n"]) == 819_200)
  }
}
