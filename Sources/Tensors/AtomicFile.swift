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
/// Bytes go to a temporary file beside the target; `commit` makes them durable and renames it, so that a reader, or a
/// power cut, meets the old file or the new one and never a part. Without `commit` the temporary file is removed.
package final class AtomicFile {
  /// Where the file will be.
  package let path: String
  /// Bytes written so far.
  package private(set) var position = 0
  private let temporaryPath: String
  private var descriptor: Int32
  private var pending: [UInt8] = []
  private static let bufferSize = 1 << 18

  /// Creates the temporary file.
  package init(creating path: String) throws(FileWriteError) {
    self.path = path
    let unique = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    temporaryPath = "\(path).\(unique).partial"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileWriteError(path: path, code: errno) }
    pending.reserveCapacity(Self.bufferSize)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if !isCommitted { unlink(temporaryPath) }
  }

  private var isCommitted = false

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

  /// Makes the bytes durable and closes the file, which still has its temporary name.
  package func seal() throws(FileWriteError) {
    guard descriptor >= 0 else { return }
    try flush()
    guard fsync(descriptor) == 0 else { throw FileWriteError(path: path, code: errno) }
    let result = close(descriptor)
    descriptor = -1
    guard result == 0 else { throw FileWriteError(path: path, code: errno) }
  }

  /// Seals the file and gives it its name, replacing a file that has it.
  package func commit() throws(FileWriteError) {
    try seal()
    guard rename(temporaryPath, path) == 0 else { throw FileWriteError(path: path, code: errno) }
    isCommitted = true
    syncFolder()
  }

  private func flush() throws(FileWriteError) {
    let code = pending.withUnsafeBytes { writeFully($0) }
    pending.removeAll(keepingCapacity: true)
    if code != 0 { throw FileWriteError(path: path, code: code) }
  }

  /// Writes every byte; returns 0 or the system's error number.
  private func writeFully(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    precondition(descriptor >= 0, "a sealed file is complete")
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
    var folder = path
    while let last = folder.last, last != "/" { folder.removeLast() }
    let handle = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else { return }
    fsync(handle)
    close(handle)
  }
}

/// Why a file could not be written.
package struct FileWriteError: Error, Sendable, CustomStringConvertible {
  /// The file.
  package var path: String
  /// The system's error number.
  package var code: Int32

  /// The system's reason, such as `No space left on device`.
  package var reason: String { String(cString: strerror(code)) }

  /// What and why, for a user.
  package var description: String { "cannot write \(path): \(reason)" }
}
