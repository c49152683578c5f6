#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// An advisory lock (flock) on a file that names its holder; released when the value ends, or with
/// the process.
package struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock if nobody holds it.
  ///
  /// - Returns: `nil` if another process, or another lock value of this one, holds it.
  package init?(tryLocking path: String) throws(ModelLibraryError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else { throw .system(path, "the lock cannot be opened") }
    var status = stat()
    // Another name of a file that is not ours must not be written into.
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink <= 1
    else {
      close(descriptor)
      throw .file(path: path, problem: "it stands in the place of a lock and is none; remove it")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      if code == EWOULDBLOCK || code == EINTR { return nil }
      throw .file(path: path, problem: SystemProblem.words(code, "it cannot be locked"))
    }
    self.descriptor = descriptor
    // Only a hint for people, so a failure to write it is no failure to lock.
    ftruncate(descriptor, 0)
    let note = Array("process \(getpid())".utf8)
    _ = write(descriptor, note, note.count)
  }

  /// Holder of the lock, as it wrote itself down.
  package static func holder(of path: String) -> String? {
    guard let bytes = try? RegularFile.contents(of: path, limit: 100, followsLink: false) else {
      return nil
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.isEmpty ? nil : text
  }

  /// Releases the lock.
  package consuming func unlock() {}

  deinit { close(descriptor) }
}
