#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The number of processors that this process may really use.
public enum ProcessorCount {
  /// The number of threads that compute at once without waiting for each other, at least 1.
  ///
  /// On Linux: the physical cores under the process's affinity mask and cpusets, but no more than
  /// the CPU quota of its control groups and their ancestors, rounded down, because a team of
  /// threads that outruns its quota is put to sleep as a whole. Two hardware threads of a core
  /// count once: they share its arithmetic units. What cannot be read does not limit.
  /// - Parameter root: the folder that holds `proc` and `sys`; recorded trees stand elsewhere than
  ///   at `/`.
  public static func allowed(root: String = "/") -> Int {
    let system = SystemTree(root: root)
    let processors = affinity(system)
    return cores(of: processors.isEmpty ? Set(0..<onlineCount()) : processors, system)
  }

  /// Number as `allowed` has it, but `nil` where the tree itself tells neither processors nor
  /// a quota.
  static func told(by system: SystemTree) -> Int? {
    let processors = affinity(system)
    if !processors.isEmpty { return cores(of: processors, system) }
    return ControlGroupQuota.processors(system).map { max(1, Int(min($0, 65_536))) }
  }

  private static func cores(of processors: Set<Int>, _ system: SystemTree) -> Int {
    let cores = max(1, ProcessorTopology(system: system).cores(of: processors).count)
    guard let quota = ControlGroupQuota.processors(system), quota < Double(cores) else {
      return cores
    }
    return max(1, Int(quota))
  }

  /// The processors that the kernel schedules the process on; empty if unknown.
  ///
  /// The mask in `status` is what `sched_setaffinity` and cpusets leave. A process without limits
  /// has processors in it that do not exist yet; those that are online make it what
  /// `sched_getaffinity` gives.
  static func affinity(_ system: SystemTree) -> Set<Int> {
    let prefix = "Cpus_allowed_list:"
    let line = system.lines(of: "proc/self/status").first { $0.hasPrefix(prefix) }
    let sets =
      [
        line.flatMap { processorList($0.dropFirst(prefix.count)) },
        system.lines(of: "\(ProcessorTopology.folder)/online").first.flatMap {
          processorList($0[...])
        },
      ].compactMap(\.self) + ControlGroupQuota.processorSets(system)
    guard var common = sets.first else { return [] }
    for set in sets.dropFirst() {
      let both = common.intersection(set)
      // Sets without a processor in common are of two machines: the first is believed.
      if !both.isEmpty { common = both }
    }
    return common
  }

  /// Reads a list such as `0-3,8`; `nil` if it is malformed, empty, or names impossible processors.
  static func processorList(_ text: Substring) -> Set<Int>? {
    var processors: Set<Int> = []
    var named = 0
    let fields = text.filter { $0 != " " && $0 != "\t" }
    for field in fields.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = field.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        first >= 0, first <= last, last < 65_536
      else { return nil }
      // A list that names processors again and again is not the kernel's.
      named += last - first + 1
      guard named <= 1 << 17 else { return nil }
      processors.formUnion(first...last)
    }
    return processors
  }

  private static func onlineCount() -> Int {
    max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }
}
