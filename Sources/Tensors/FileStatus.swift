#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The status of what lies under a path, as the system tells it.
package struct FileStatus: Sendable, Hashable {
  /// The kinds of things that have a path.
  package enum Kind: Sendable, Hashable {
    /// A file with bytes.
    case file
    /// A folder.
    case folder
    /// A pipe, a device, a socket.
    case other
  }

  /// Kind of the file, behind a link too.
  package var kind: Kind
  /// Tells whether the path is a symbolic link.
  package var isLink: Bool
  /// Tells whether nobody may write it, or this process may not.
  package var isReadOnly: Bool

  /// Looks at a path; `nil` if nothing is there.
  ///
  /// A link that leads nowhere counts as a file.
  package init?(at path: String) {
    var own = stat()
    guard lstat(path, &own) == 0 else { return nil }
    isLink = own.st_mode & S_IFMT == S_IFLNK
    var target = own
    if isLink, stat(path, &target) != 0 {
      (kind, isReadOnly) = (.file, false)
      return
    }
    switch target.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    default: kind = .other
    }
    // The administrator may write everything, but what nobody may write is meant to stay.
    isReadOnly = target.st_mode & 0o222 == 0 || access(path, W_OK) != 0
  }

  /// Noun for the kind of file that a mode tells, such as "a folder".
  package static func noun(ofMode mode: UInt32) -> String {
    switch mode & UInt32(S_IFMT) {
    case UInt32(S_IFREG): "a file"
    case UInt32(S_IFDIR): "a folder"
    case UInt32(S_IFIFO): "a pipe"
    case UInt32(S_IFSOCK): "a socket"
    case UInt32(S_IFBLK): "a disk"
    default: "a device"
    }
  }

  /// Bytes that this process may still write to the file system that a path is on, or would be on.
  ///
  /// - Returns: `nil` where the system does not say.
  package static func freeBytes(at path: String) -> Int? {
    var folder = path
    var numbers = statvfs()
    while statvfs(folder.isEmpty ? "." : folder, &numbers) != 0 {
      guard !folder.isEmpty, folder != "/" else { return nil }
      folder = parent(of: folder)
    }
    // File systems in memory without a limit say that they have no blocks at all.
    guard numbers.f_blocks > 0 else { return nil }
    // What is kept back for the administrator is there for the administrator.
    let blocks = geteuid() == 0 ? numbers.f_bfree : numbers.f_bavail
    let (bytes, overflow) = Int(clamping: blocks)
      .multipliedReportingOverflow(by: Int(clamping: numbers.f_frsize))
    return overflow ? .max : bytes
  }

  /// The folder that a path lies in: empty for a name without folders, `/` for what lies at
  /// the root.
  package static func parent(of path: String) -> String {
    // By bytes: a mark that combines with the slash makes another character of it.
    let bytes = path.utf8
    var end = bytes.endIndex
    while end > bytes.startIndex, bytes[bytes.index(before: end)] == slash {
      end = bytes.index(before: end)
    }
    guard let last = bytes[..<end].lastIndex(of: slash) else {
      return end == bytes.startIndex && !path.isEmpty ? "/" : ""
    }
    return last == bytes.startIndex ? "/" : String(path[..<last])
  }

  /// The last part of a path.
  package static func name(of path: String) -> String {
    let bytes = path.utf8
    return bytes.lastIndex(of: slash).map { String(path[bytes.index(after: $0)...]) } ?? path
  }

  private static let slash = UInt8(ascii: "/")
}
