/// The CPU time, the processors and the memory that Linux control groups grant the process (kernel
/// documentation, `cgroup-v2` and `cgroup-v1`).
enum ControlGroupQuota {
  /// The least quota of the process's groups and their ancestors, in processors; `nil` if there
  /// is none.
  static func processors(_ system: SystemTree) -> Double? {
    limits(system, controller: "cpu", unified: unifiedQuota, legacy: legacyQuota).min()
  }

  /// The least that the process's groups and their ancestors leave of their memory, in bytes; `nil`
  /// if there is no limit.
  ///
  /// Cached file pages count as used by a group, but are given up when memory is asked for.
  static func memory(_ system: SystemTree) -> Int? {
    limits(
      system, controller: "memory",
      unified: {
        room($0, $1, limits: unifiedLimits, usage: "memory.current", cache: "inactive_file")
      },
      legacy: {
        room(
          $0, $1, limits: ["memory.limit_in_bytes"], usage: "memory.usage_in_bytes",
          cache: "total_inactive_file")
      }
    ).min()
  }

  /// Beyond the first a process is ended, beyond the second it is slowed and its pages are
  /// taken away.
  private static let unifiedLimits = ["memory.max", "memory.high"]

  /// The processors that the process's cpusets and their ancestors leave; none where there are no
  /// cpusets.
  static func processorSets(_ system: SystemTree) -> [Set<Int>] {
    func first(_ folder: String, _ names: [String]) -> Set<Int>? {
      // What is in effect comes before what was asked for, which may be empty.
      names.lazy.compactMap { name in
        system.lines(of: "\(folder)/\(name)").first.flatMap {
          ProcessorCount.processorList($0[...])
        }
      }.first
    }
    return limits(
      system, controller: "cpuset",
      unified: { _, folder in first(folder, ["cpuset.cpus.effective", "cpuset.cpus"]) },
      legacy: { _, folder in first(folder, ["cpuset.effective_cpus", "cpuset.cpus"]) })
  }

  /// The least that the process's groups and their ancestors allow, in bytes; `nil` if there is
  /// no limit.
  static func memoryLimit(_ system: SystemTree) -> Int? {
    limits(
      system, controller: "memory", unified: { least(of: unifiedLimits, $0, $1) },
      legacy: { least(of: ["memory.limit_in_bytes"], $0, $1) }
    ).min()
  }

  private static func number(_ name: String, _ system: SystemTree, _ folder: String) -> Int? {
    system.lines(of: "\(folder)/\(name)").first.flatMap { Int($0) }
  }

  /// The least of some limits of a group; without one, version 2 says "max" and version 1 a number
  /// near 2^63.
  private static func least(of files: [String], _ system: SystemTree, _ folder: String) -> Int? {
    files.compactMap { number($0, system, folder) }.filter { (0..<Int.max >> 8).contains($0) }.min()
  }

  private static func room(
    _ system: SystemTree, _ folder: String, limits: [String], usage: String, cache: String
  ) -> Int? {
    guard let most = least(of: limits, system, folder) else { return nil }
    // No machine has more, so that differences fit.
    func bounded(_ bytes: Int?) -> Int { min(max(0, bytes ?? 0), Int.max >> 8) }
    let used = bounded(number(usage, system, folder))
    let line = system.lines(of: "\(folder)/memory.stat").first { $0.hasPrefix(cache + " ") }
    let cached = bounded(line?.split(separator: " ").last.flatMap { Int($0) })
    return max(0, most - used + min(cached, used))
  }

  /// The limits of the process's groups of a controller and of their ancestors.
  private static func limits<Limit>(
    _ system: SystemTree, controller: Substring, unified: (SystemTree, String) -> Limit?,
    legacy: (SystemTree, String) -> Limit?
  ) -> [Limit] {
    let mounts = system.lines(of: "proc/self/mountinfo").compactMap(Mount.init)
    return system.lines(of: "proc/self/cgroup").flatMap { line -> [Limit] in
      // hierarchy:controllers:path, where version 2 has hierarchy 0 and no controllers.
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      if fields[0] == "0", fields[1].isEmpty {
        return folders(of: fields[2], mounts.filter { $0.type == "cgroup2" }, ["sys/fs/cgroup"])
          .compactMap { unified(system, $0) }
      }
      guard fields[1].split(separator: ",").contains(controller) else { return [] }
      let holders = mounts.filter { $0.type == "cgroup" && $0.options.contains(controller) }
      return folders(of: fields[2], holders, ["sys/fs/cgroup/\(controller)"])
        .compactMap { legacy(system, $0) }
    }
  }

  /// The folder of a group and those of its ancestors, below each place where the hierarchy
  /// is mounted.
  ///
  /// A container sees the path that its group has outside, while the mount shows only what is below
  /// that group: the part of the path that the mount starts from is taken off, and folders that do
  /// not exist hold no quota.
  private static func folders(
    of path: Substring, _ mounts: [Mount], _ defaults: [String]
  ) -> [String] {
    let known = mounts.isEmpty ? defaults.map { Mount(point: $0) } : mounts
    return known.flatMap { mount -> [String] in
      var parts = path.split(separator: "/")
      let start = mount.start.split(separator: "/")
      if parts.starts(with: start) { parts.removeFirst(start.count) }
      // A group outside the mount has no folder in it.
      if parts.contains("..") || parts.count > 64 { parts = [] }
      return (0...parts.count).map { count in
        ([mount.point] + parts.prefix(count).map(String.init)).joined(separator: "/")
      }
    }
  }

  /// `cpu.max`: microseconds, or `max`, and the period that they are granted for.
  private static func unifiedQuota(_ system: SystemTree, _ folder: String) -> Double? {
    guard let line = system.lines(of: folder + "/cpu.max").first else { return nil }
    let fields = line.split(separator: " ")
    guard fields.count == 2 else { return nil }
    return ratio(fields[0], fields[1])
  }

  /// `cpu.cfs_quota_us`, -1 for none, and `cpu.cfs_period_us`.
  private static func legacyQuota(_ system: SystemTree, _ folder: String) -> Double? {
    guard let quota = system.lines(of: folder + "/cpu.cfs_quota_us").first,
      let period = system.lines(of: folder + "/cpu.cfs_period_us").first
    else { return nil }
    return ratio(quota[...], period[...])
  }

  private static func ratio(_ quota: Substring, _ period: Substring) -> Double? {
    guard let quota = Int(quota), let period = Int(period), quota > 0, period > 0 else {
      return nil
    }
    return Double(quota) / Double(period)
  }

  /// A line of `mountinfo`: where a file system, from which of its folders, is seen.
  private struct Mount {
    var start = "/"
    var point: String
    var type = ""
    var options: [Substring] = []

    init(point: String) {
      self.point = point
    }

    /// Fields: id, parent, device, start, point, options, optional ones, `-`, type,
    /// source, options.
    init?(_ line: String) {
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else {
        return nil
      }
      start = String(fields[3])
      point = String(fields[4].drop { $0 == "/" })
      type = String(fields[dash + 1])
      options = fields[dash + 3].split(separator: ",")
    }
  }
}
