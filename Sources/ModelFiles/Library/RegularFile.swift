import Tensors

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// A file that is opened for reading only if it is one: no device, pipe or folder, and none that
/// makes a reader wait.
package final class RegularFile {
  /// The path that it was opened by.
  package let path: String
  /// Its size in bytes when it was opened.
  package let size: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Parameter followsLink: Whether the last part of the path may be a link.
  /// - Throws: `ModelLibraryError.file` if it is not there, may not be read, or is no regular file.
  package init(_ path: String, followsLink: Bool = true) throws(ModelLibraryError) {
    // Without O_NONBLOCK, opening a pipe waits for its writer.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW)
    let descriptor = open(path, flags)
    guard descriptor >= 0 else { throw .system(path, "it cannot be read") }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let kind = FileStatus.noun(ofMode: UInt32(status.st_mode))
      throw .file(path: path, problem: "it is no regular file but \(kind)")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// The next bytes, at most as many as the limit; empty at the end.
  package func read(upTo limit: Int) throws(ModelLibraryError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      while true {
        let got = systemRead(descriptor, buffer.baseAddress, limit)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        count = max(0, got)
        return
      }
    }
    guard failure == 0 else {
      throw .file(path: path, problem: SystemProblem.words(failure, "it cannot be read"))
    }
    return bytes
  }

  /// The whole of a small file.
  ///
  /// - Throws: `ModelLibraryError.file` also if it is longer than the limit.
  package static func contents(
    of path: String, limit: Int, followsLink: Bool = true
  ) throws(ModelLibraryError) -> [UInt8] {
    let file = try RegularFile(path, followsLink: followsLink)
    var bytes: [UInt8] = []
    while true {
      let piece = try file.read(upTo: min(1 << 16, limit + 1 - bytes.count))
      if piece.isEmpty { return bytes }
      bytes += piece
      guard bytes.count <= limit else {
        throw .file(path: path, problem: "it is longer than \(limit) bytes")
      }
    }
  }
}

/// The system's `read`, which the method of that name hides.
private func systemRead(_ descriptor: Int32, _ base: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  read(descriptor, base, count)
}
