#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Reads disks and the room in a folder.
struct StorageReader {
  let system: SystemTree
  let workFolder: String?
  private let folder = "sys/block"

  init(system: SystemTree, workFolder: String?) {
    (self.system, self.workFolder) = (system, workFolder)
  }

  func read() -> StorageReport {
    var report = StorageReport()
    if system.isFolder(folder) {
      let names = system.names(in: folder)
      let disks = once(names.filter { !isBuilt($0) && isFixed($0) }.compactMap(disk))
      // Where only what is built from disks is seen, the disks are hidden, and not none.
      let isHidden = disks.isEmpty && names.contains { isBuilt($0) && bytes($0) != nil }
      report.disks = Fact(isHidden ? nil : disks, from: "/" + folder)
    }
    report.room = workFolder.flatMap(Self.room)
    return report
  }

  /// Names of what is built from memory, files or other disks, and is not counted again.
  private static let built = ["loop", "ram", "zram", "dm-", "md", "bcache", "zd", "drbd", "nullb"]

  /// Tells whether this stands on other disks: the kernel lists them, or only such devices have
  /// its name.
  private func isBuilt(_ name: String) -> Bool {
    Self.built.contains { isNumbered(name, $0) || $0 == "md" && name.hasPrefix("md_") }
      || !system.names(in: "\(folder)/\(name)/slaves").isEmpty
  }

  private func isNumbered(_ name: String, _ prefix: String) -> Bool {
    name.hasPrefix(prefix) && name.dropFirst(prefix.count).first?.isNumber ?? false
  }

  /// Optical drives, floppy disks and bare flash chips are no disks; parts of a card's chip start
  /// the machine.
  private func isFixed(_ name: String) -> Bool {
    !["sr", "fd", "mtdblock", "ubiblock"].contains { isNumbered(name, $0) }
      && !(name.hasPrefix("mmcblk") && (name.contains("boot") || name.contains("rpmb")))
      && system.text("\(folder)/\(name)/hidden") != "1"
      && system.text("\(folder)/\(name)/removable") != "1"
  }

  private func bytes(_ name: String) -> Int? {
    // Always in units of 512 bytes, whatever the disk's own blocks are.
    system.integer("\(folder)/\(name)/size").flatMap { sectors in
      sectors > 0 ? Quantity.times(sectors, 512) : nil
    }
  }

  private func disk(_ name: String) -> (disk: Disk, identity: String?)? {
    guard let bytes = bytes(name), let shown = SystemTree.cleaned(name) else { return nil }
    let device = BlockDevice(system: system, name: name)
    let disk = Disk(name: shown, model: device.model, kind: device.kind, bytes: bytes)
    return (disk, device.identity)
  }

  /// Each disk once, however many ways lead to it.
  ///
  /// Ways to one disk have its identity and size; device mapper's multipath lists the ways that it
  /// has joined.
  private func once(_ found: [(disk: Disk, identity: String?)]) -> [Disk] {
    let joined = system.names(in: folder).filter {
      system.text("\(folder)/\($0)/dm/uuid")?.hasPrefix("mpath-") ?? false
    }.map { Set(system.names(in: "\(folder)/\($0)/slaves")) }
    var disks: [Disk] = []
    var identities: Set<String> = []
    var maps: Set<Int> = []
    for (disk, identity) in found {
      let known = identity.map { "\($0) of \(disk.bytes)" }
      let map = joined.firstIndex { $0.contains(disk.name) }
      let isNew = known.map { identities.insert($0).inserted } ?? true
      let isFirstWay = map.map { maps.insert($0).inserted } ?? true
      guard isNew, isFirstWay else { continue }
      var disk = disk
      // Many ways lead to an array of disks, which tells of itself and not of them.
      if map != nil { disk.kind = .unknown }
      disks.append(disk)
    }
    return disks
  }

  private static func room(_ folder: String) -> FileSystemRoom? {
    var numbers = statvfs()
    guard statvfs(folder, &numbers) == 0 else { return nil }
    func bytes(_ blocks: some FixedWidthInteger) -> Int? {
      guard let blocks = Int(exactly: blocks), let size = Int(exactly: numbers.f_frsize) else {
        return nil
      }
      return Quantity.times(blocks, size)
    }
    guard let total = bytes(numbers.f_blocks), let free = bytes(numbers.f_bavail) else {
      return nil
    }
    return FileSystemRoom(folder: folder, totalBytes: total, freeBytes: free)
  }
}
