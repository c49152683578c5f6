#if canImport(FoundationEssentials)
  private import FoundationEssentials
#else
  private import Foundation
#endif
#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// An advisory lock (flock) on a file that names its holder; released when the value ends, or with the process.
package struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock if nobody holds it.
  ///
  /// - Returns: `nil` if another process, or another lock value of this one, holds it.
  package init?(tryLocking path: String) throws(ModelLibraryError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path: path, problem: systemMessage(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      if code == EWOULDBLOCK || code == EINTR { return nil }
      throw .file(path: path, problem: "cannot be locked: \(systemMessage(code))")
    }
    self.descriptor = descriptor
    // Only a hint for people, so a failure to write it is no failure to lock.
    ftruncate(descriptor, 0)
    let note = Array("process \(getpid())".utf8)
    _ = write(descriptor, note, note.count)
  }

  /// Who holds the lock, as the holder wrote it.
  package static func holder(of path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path), data.count < 100 else {
      return nil
    }
    let text = String(decoding: data, as: UTF8.self)
    return text.isEmpty ? nil : text
  }

  /// Releases the lock.
  package consuming func unlock() {}

  deinit { close(descriptor) }
}

private func systemMessage(_ code: Int32) -> String {
  String(cString: strerror(code))
}
