/// The hardware threads that share a core, by the lists that the kernel keeps.
///
/// Core ids are only unique within what the firmware numbers: they restart on each die of some
/// packages, have holes, and are all 0 on some virtual machines. The lists of siblings hold
/// whatever the ids are.
struct ProcessorTopology {
  let system: SystemTree
  static let folder = "sys/devices/system/cpu"

  /// The online hardware threads of a thread's core, itself among them; `nil` if the kernel does
  /// not tell.
  func siblings(of processor: Int) -> Set<Int>? {
    let topology = "\(Self.folder)/cpu\(processor)/topology"
    // Two names of one list; the older one is in all kernels so far.
    for name in ["thread_siblings_list", "core_cpus_list"] {
      let list = system.lines(of: "\(topology)/\(name)").first.flatMap {
        ProcessorCount.processorList($0[...])
      }
      // A list that leaves its own processor out is not to be believed.
      if let list, list.contains(processor) { return list }
    }
    return nil
  }

  /// The cores that hold the processors, and how many of the processors the kernel does not tell
  /// the core of.
  ///
  /// A processor of which nothing is known counts as a core of its own.
  func cores(of processors: Set<Int>) -> (count: Int, untold: Int) {
    var seen: Set<Int> = []
    var (count, untold) = (0, 0)
    for processor in processors.sorted() where seen.insert(processor).inserted {
      count += 1
      if let siblings = siblings(of: processor) {
        seen.formUnion(siblings)
      } else {
        untold += 1
      }
    }
    return (count, untold)
  }

  /// The package, the die and the number of a thread's core; `nil` if the kernel does not tell the
  /// core.
  func place(of processor: Int) -> [Int]? {
    let topology = "\(Self.folder)/cpu\(processor)/topology"
    guard let core = system.integer("\(topology)/core_id") else { return nil }
    // Arm kernels say -1 where the firmware does not tell.
    return ["physical_package_id", "die_id"].map {
      max(0, system.integer("\(topology)/\($0)") ?? 0)
    } + [core]
  }
}
