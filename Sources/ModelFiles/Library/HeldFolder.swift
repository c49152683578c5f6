#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder that is held open, in which files are made, moved and removed without following links.
///
/// Every step goes through the open folder and not through its path, so that a link that somebody
/// puts there, before or meanwhile, leads nowhere.
package final class HeldFolder: Sendable {
  /// The path, for messages.
  package let path: String
  let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  /// Opens the folder that a library lies in, and makes it where it is missing; the user's own
  /// links to it are followed.
  ///
  /// - Throws: `ModelLibraryError.file`.
  package init(making path: String) throws(ModelLibraryError) {
    var descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT {
      try Self.make(path)
      descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard descriptor >= 0 else { throw .system(path, "the folder cannot be opened") }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func make(_ path: String) throws(ModelLibraryError) {
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let part = String(path[..<end])
      guard mkdir(part, 0o777) != 0, errno != EEXIST else { continue }
      var status = stat()
      let code = errno
      if stat(part, &status) == 0 { continue }
      throw .file(path: part, problem: SystemProblem.words(code, "the folder cannot be made"))
    }
  }

  /// A folder below this one, none of whose parts is a link.
  ///
  /// - Parameters:
  ///   - relative: The path, parts separated by `/`; empty for this folder.
  ///   - making: Whether missing folders are made.
  /// - Returns: `nil` if it is not there and is not to be made.
  /// - Throws: `ModelLibraryError.file`, naming the part that is a link or no folder.
  package func folder(
    _ relative: some StringProtocol, making: Bool
  ) throws(ModelLibraryError) -> HeldFolder? {
    // Another pull may remove an empty folder between the two steps of making one in it.
    for _ in 0..<8 {
      if let found = try descend(relative, making: making) { return found }
      guard making else { return nil }
    }
    throw .file(path: "\(path)/\(relative)", problem: "the folder is removed by somebody else")
  }

  private func descend(
    _ relative: some StringProtocol, making: Bool
  ) throws(ModelLibraryError) -> HeldFolder? {
    var current = self
    for part in relative.split(separator: "/") {
      let path = "\(current.path)/\(part)"
      if making, mkdirat(current.descriptor, String(part), 0o777) != 0, errno != EEXIST {
        if errno == ENOENT { return nil }
        throw .system(path, "the folder cannot be made")
      }
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      let next = openat(current.descriptor, String(part), flags)
      guard next >= 0 else {
        let code = errno
        if code == ENOENT { return nil }
        if current.isLink(String(part)) {
          throw .file(
            path: path, problem: "it is a link, and nothing is written through links; remove it")
        }
        throw .file(path: path, problem: SystemProblem.words(code, "the folder cannot be opened"))
      }
      current = HeldFolder(path: path, descriptor: next)
    }
    return current
  }

  /// Status of a name in this folder, without following it; `nil` if it is not there.
  package func status(of name: String) -> (isFolder: Bool, isRegular: Bool, bytes: Int)? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    let kind = status.st_mode & S_IFMT
    return (kind == S_IFDIR, kind == S_IFREG, Int(status.st_size))
  }

  private func isLink(_ name: String) -> Bool {
    var status = stat()
    return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Opens a file of our own for reading and writing, and makes it where it is missing.
  ///
  /// A link, a device or a second name of another file that stands in its place is removed,
  /// not followed.
  /// - Returns: A descriptor that the caller closes.
  package func openOwnFile(_ name: String) throws(ModelLibraryError) -> Int32 {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
    for _ in 0..<8 {
      let file = openat(descriptor, name, flags, 0o666)
      if file >= 0 {
        var status = stat()
        if fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1 {
          return file
        }
        close(file)
      } else if errno != ELOOP, errno != ENXIO, errno != EMLINK {
        throw .system("\(path)/\(name)", "it cannot be opened for writing")
      }
      guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
        throw .system("\(path)/\(name)", "it cannot be replaced")
      }
    }
    throw .file(path: "\(path)/\(name)", problem: "it is replaced by somebody else")
  }

  /// Puts bytes into a file, which appears as a whole or not at all.
  package func replace(_ name: String, with bytes: [UInt8]) throws(ModelLibraryError) {
    let draft = ".\(name).\(getpid()).new"
    _ = unlinkat(descriptor, draft, 0)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let file = openat(descriptor, draft, flags, 0o666)
    guard file >= 0 else { throw .system("\(path)/\(name)", "it cannot be written") }
    defer { close(file) }
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let error = ModelLibraryError.system("\(path)/\(name)", "it cannot be written")
        unlinkat(descriptor, draft, 0)
        throw error
      }
      start += count
    }
    try rename(draft, into: self, as: name)
  }
}
