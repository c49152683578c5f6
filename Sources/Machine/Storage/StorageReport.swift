/// The disks of a machine, and the room in a folder.
public struct StorageReport: Sendable, Hashable {
  /// Fixed disks; arrays, mapped volumes, memory disks and removable media are not counted again.
  public var disks = Fact<[Disk]>.unknown(from: "/sys/block")
  /// The file system of the folder that was asked for.
  public var room: FileSystemRoom?

  /// Storage of which nothing is known.
  public init() {}

  /// The bytes of all disks of a kind; `nil` if the disks are unknown.
  public func bytes(of kind: Disk.Kind) -> Int? {
    disks.value.flatMap { disks in Quantity.sum(disks.filter { $0.kind == kind }.map(\.bytes)) }
  }
}

/// A disk.
public struct Disk: Sendable, Hashable {
  /// The kind of a disk, by the way it stores.
  public enum Kind: String, Sendable, Hashable {
    /// Flash: a solid-state drive.
    case solidState
    /// Rotating platters.
    case rotating
    /// A memory card or a soldered flash chip without a drive's controller.
    case flashCard
    /// Not told, as by a virtual disk, which does not know what is below it.
    case unknown
  }

  /// The kernel's name, such as `nvme0n1`.
  public var name: String
  /// The maker's model; unknown if `nil`.
  public var model: String?
  /// Kind of the disk, by the way it stores.
  public var kind: Kind
  /// Its size in bytes.
  public var bytes: Int

  /// A disk of a size in bytes.
  public init(name: String, model: String? = nil, kind: Kind, bytes: Int) {
    (self.name, self.model, self.kind, self.bytes) = (name, model, kind, bytes)
  }
}

/// The room of a file system, in bytes.
public struct FileSystemRoom: Sendable, Hashable {
  /// The folder that was asked for.
  public var folder: String
  /// All that the file system holds.
  public var totalBytes: Int
  /// Bytes that a user without privileges may still write.
  public var freeBytes: Int

  /// The room in a folder's file system.
  public init(folder: String, totalBytes: Int, freeBytes: Int) {
    (self.folder, self.totalBytes, self.freeBytes) = (folder, totalBytes, freeBytes)
  }
}
