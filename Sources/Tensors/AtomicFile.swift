#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The system's `write`, which the method of that name hides.
private func systemWrite(_ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, base, count)
}

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a file without a name where the system has such files, and else to `.NAME.partial`
/// beside the target; `commit` makes them durable and puts them under the target's name, so that a
/// reader, or a power cut, meets the old file or the new one and never a part. Without `commit`
/// nothing is left. A process that is killed leaves at most `.NAME.partial`, which the next one
/// that writes the target removes, and where it holds no bytes the next one that writes into the
/// folder; two that write one target at a time are told apart by a lock on it.
package final class AtomicFile {
  /// Path where the file will be.
  package let path: String
  /// Bytes written so far.
  package private(set) var position = 0
  private let isReplacing: Bool
  private let partial: PartialFile
  /// The file without a name, if there is one.
  private var unnamed: Int32?
  private var pending: [UInt8] = []
  private static let bufferSize = 1 << 18

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: Where it will be. A link is replaced by the file and what it leads to is left alone.
  ///   - replacing: Whether a file that has this name when the new one is complete gives way to it.
  /// - Throws: `FileWriteError` if another process writes the same file, or the system refuses.
  package convenience init(creating path: String, replacing: Bool = true) throws(FileWriteError) {
    try self.init(creating: path, replacing: replacing, canBeUnnamed: true)
  }

  /// The same, told whether the system's files without a name may be used.
  init(creating path: String, replacing: Bool, canBeUnnamed: Bool) throws(FileWriteError) {
    self.path = path
    isReplacing = replacing
    partial = try PartialFile(beside: path)
    let folder = FileStatus.parent(of: path)
    unnamed = canBeUnnamed ? UnnamedFile.open(in: folder) : nil
    if unnamed != nil { partial.mark() }
    PartialFile.removeAbandoned(in: folder)
    pending.reserveCapacity(Self.bufferSize)
  }

  deinit { end() }

  private var descriptor: Int32 { unnamed ?? partial.descriptor }

  /// Appends bytes.
  package func write(_ bytes: borrowing RawSpan) throws(FileWriteError) {
    if bytes.byteCount + pending.count > Self.bufferSize { try flush() }
    guard bytes.byteCount > 0 else { return }
    if bytes.byteCount < Self.bufferSize {
      bytes.withUnsafeBytes { pending.append(contentsOf: $0) }
    } else {
      let code = bytes.withUnsafeBytes { writeFully($0) }
      if code != 0 { throw FileWriteError(path: path, code: code) }
    }
    position += bytes.byteCount
  }

  /// Appends bytes.
  package func write(_ bytes: [UInt8]) throws(FileWriteError) {
    try write(bytes.span.bytes)
  }

  /// Makes the bytes durable; the file does not have its name yet.
  package func seal() throws(FileWriteError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw FileWriteError(path: path, code: errno) }
  }

  /// Seals the file and gives it its name.
  ///
  /// - Throws: `FileWriteError`, with the cause `exists` if there is a file that was not to
  ///   be replaced.
  package func commit() throws(FileWriteError) {
    try seal()
    let code = giveName()
    guard code == 0 else { throw FileWriteError(path: path, code: code) }
    end()
    syncFolder()
  }

  /// Puts the bytes under the target's name at once; returns 0 or the system's error number.
  private func giveName() -> Int32 {
    if let unnamed {
      let code = UnnamedFile.link(unnamed, to: path)
      if code != EEXIST || !isReplacing { return code }
      let taken = partial.take(unnamed: unnamed)
      if taken != 0 { return taken }
    }
    if !isReplacing {
      if link(partial.path, path) == 0 { return 0 }
      // A file system without second names: all that can be done is to look first.
      if errno == EEXIST || FileStatus(at: path) != nil { return EEXIST }
    }
    guard rename(partial.path, path) == 0 else { return errno }
    partial.giveUpName()
    return 0
  }

  /// Lets go of what is open and removes the temporary name.
  private func end() {
    if let unnamed { close(unnamed) }
    unnamed = nil
    partial.release()
  }

  private func flush() throws(FileWriteError) {
    let code = pending.withUnsafeBytes { writeFully($0) }
    pending.removeAll(keepingCapacity: true)
    if code != 0 { throw FileWriteError(path: path, code: code) }
  }

  /// Writes every byte; returns 0 or the system's error number.
  private func writeFully(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    precondition(descriptor >= 0, "a file that has its name is complete")
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let written = systemWrite(descriptor, part.baseAddress, part.count)
      if written < 0 {
        if errno == EINTR { continue }
        return errno
      }
      rest = rest.dropFirst(written)
    }
    return 0
  }

  /// Makes the new name durable; a file system that cannot sync folders has nothing more to offer.
  private func syncFolder() {
    let folder = FileStatus.parent(of: path)
    let handle = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else { return }
    fsync(handle)
    close(handle)
  }

  /// Removes what killed processes have left of files whose names begin alike in a folder.
  ///
  /// - Parameters:
  ///   - names: What the folder holds.
  ///   - isOurs: Whether a file of this name, without the marks of a partial one, belongs to
  ///     the work.
  package static func removeStale(
    in folder: String, names: [String], where isOurs: (String) -> Bool
  ) throws(FileWriteError) {
    for name in names where PartialFile.isPartial(name) {
      let target = String(name.dropFirst().dropLast(".partial".count))
      guard isOurs(target) else { continue }
      try PartialFile.removeStale("\(folder)/\(name)", target: "\(folder)/\(target)")
    }
  }
}
