/// Reads processors, their topology, instructions and caches.
struct ProcessorReader {
  let system: SystemTree
  private let cpus = "sys/devices/system/cpu"
  private let table = "/proc/cpuinfo"

  init(system: SystemTree) { self.system = system }

  func read() -> ProcessorReport {
    var report = ProcessorReport()
    let blocks = ProcessorBlock.parse(system.lines(of: "proc/cpuinfo"))
    let online = list("\(cpus)/online")
    report.name = Fact(ProcessorBlock.name(of: blocks), from: table)
    report.threads = Fact(
      online?.count ?? (blocks.isEmpty ? nil : blocks.count),
      from: online == nil ? table : "/\(cpus)/online")
    readTopology(&report, blocks, online ?? Set(blocks.compactMap { $0.number("processor") }))
    report.allowedCores = allowedCores()
    report.memoryNodes = Fact(
      list("sys/devices/system/node/online")?.count, from: "/sys/devices/system/node/online")
    report.features = Fact(ProcessorBlock.features(of: blocks), from: table)
    report.caches = caches()
    report.maximumHertz = maximumHertz()
    return report
  }

  private func list(_ path: String) -> Set<Int>? {
    system.text(path).flatMap { ProcessorCount.processorList($0[...]) }
  }

  /// Cores by the kernel's lists of siblings, else by its numbers, else by `cpuinfo`; sockets by
  /// their numbers.
  private func readTopology(
    _ report: inout ProcessorReport, _ blocks: [ProcessorBlock], _ processors: Set<Int>
  ) {
    let topology = ProcessorTopology(system: system)
    let source = "/\(cpus)/cpu*/topology"
    // More than any machine has is a file that is not to be believed.
    let isPlausible = !processors.isEmpty && processors.count <= 8192
    let places = isPlausible ? processors.sorted().compactMap(topology.place) : []
    let areTold = isPlausible && places.count == processors.count
    if areTold { report.sockets = Fact(Set(places.map { $0[0] }).count, from: source) }
    if isPlausible {
      let (count, untold) = topology.cores(of: processors)
      if untold == 0 {
        report.cores = Fact(count, from: source)
      } else if areTold {
        report.cores = Fact(Set(places).count, from: source)
      }
    }
    guard let sockets = ProcessorBlock.coresBySocket(of: blocks) else { return }
    if report.cores.value == nil { report.cores = Fact(sockets.values.reduce(0, +), from: table) }
    if report.sockets.value == nil { report.sockets = Fact(sockets.count, from: table) }
  }

  /// Number of them that the process may use; unknown where only this machine could tell, and not
  /// the tree.
  private func allowedCores() -> Fact<Int> {
    Fact(ProcessorCount.told(by: system), from: "/proc/self/status, /proc/self/cgroup")
  }

  private func caches() -> Fact<[ProcessorCache]> {
    let folder = "\(cpus)/cpu0/cache"
    let caches = system.names(in: folder).filter { $0.hasPrefix("index") }.prefix(16).compactMap {
      name -> ProcessorCache? in
      let path = "\(folder)/\(name)"
      guard let level = system.integer("\(path)/level"),
        let kind = system.text("\(path)/type").flatMap(ProcessorCache.Kind.init),
        let bytes = system.text("\(path)/size").flatMap(Self.bytes)
      else { return nil }
      return ProcessorCache(
        level: level, kind: kind, bytes: bytes, sharedBy: list("\(path)/shared_cpu_list")?.count)
    }
    return Fact(caches.isEmpty ? nil : Array(caches), from: "/" + folder)
  }

  /// Reads a size such as `512K`.
  static func bytes(_ text: String) -> Int? {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? text[...] : text.dropLast()), number > 0 else {
      return nil
    }
    return Quantity.times(number, unit ?? 1)
  }

  private func maximumHertz() -> Fact<Int> {
    let path = "\(cpus)/cpu0/cpufreq/cpuinfo_max_freq"
    let kilohertz = system.integer(path).flatMap { $0 > 0 ? $0 : nil }
    return Fact(kilohertz.flatMap { Quantity.times($0, 1000) }, from: "/" + path)
  }
}
