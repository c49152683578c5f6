/// The memory that this process may still take.
public enum AvailableMemory {
  /// Bytes that the system says are available without swapping, and no more than the control group
  /// and the limits on this process leave; `nil` if unknown.
  ///
  /// - Parameter root: the folder that holds `proc` and `sys`; recorded trees stand elsewhere than
  ///   at `/`.
  public static func bytes(root: String = "/") -> Int? {
    let system = SystemTree(root: root)
    let prefix = "MemAvailable:"
    let line = system.lines(of: "proc/meminfo").first { $0.hasPrefix(prefix) }
    let kibibytes = line?.dropFirst(prefix.count).split(separator: " ").first.flatMap { Int($0) }
    let free = kibibytes.flatMap { Quantity.times($0, 1024) }
    return [free, ControlGroupQuota.memory(system), limited(system)].compactMap { $0 }.min()
  }

  /// Bytes that this process may keep in memory at most when all else is still: the machine's
  /// memory, and no more than its control groups allow; `nil` if unknown.
  ///
  /// - Parameter root: as for `bytes`.
  public static func wholeBytes(root: String = "/") -> Int? {
    let system = SystemTree(root: root)
    let prefix = "MemTotal:"
    let line = system.lines(of: "proc/meminfo").first { $0.hasPrefix(prefix) }
    let kibibytes = line?.dropFirst(prefix.count).split(separator: " ").first.flatMap { Int($0) }
    let total = kibibytes.flatMap { Quantity.times($0, 1024) }
    return [total, ControlGroupQuota.memoryLimit(system)].compactMap { $0 }.min()
  }

  /// The least memory that the process's control groups allow, in bytes, where that is less than
  /// the machine's; `nil` where they limit nothing.
  ///
  /// - Parameter root: as for `bytes`.
  public static func controlGroupBytes(root: String = "/") -> Int? {
    ControlGroupQuota.memoryLimit(SystemTree(root: root)).flatMap { limit in
      wholeBytes(root: root).flatMap { $0 < limit ? nil : limit }
    }
  }

  /// Bytes that stay for small allocations, whose failure ends a process: stacks, texts, lists.
  static let reserve = 48 << 20

  /// Bytes that the limits on addresses and on memory of its own leave this process, less the
  /// reserve; `nil` without such limits.
  private static func limited(_ system: SystemTree) -> Int? {
    let rows = system.lines(of: "proc/self/limits")
    let status = system.lines(of: "proc/self/status")
    func room(_ limit: String, used field: String) -> Int? {
      // Max data size    70000000    70000000    bytes
      guard
        let most = rows.first(where: { $0.hasPrefix(limit) })?.dropFirst(limit.count)
          .split(separator: " ").first.flatMap({ Int($0) }),
        let used = status.first(where: { $0.hasPrefix(field) })?.dropFirst(field.count)
          .split(whereSeparator: { " \t".contains($0) }).first.flatMap({ Int($0) })
      else { return nil }
      return max(0, most - (Quantity.times(used, 1024) ?? most) - reserve)
    }
    return [
      room("Max address space", used: "VmSize:"), room("Max data size", used: "VmData:"),
    ].compactMap { $0 }.min()
  }
}
