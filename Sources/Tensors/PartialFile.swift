#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The name beside a target, `.NAME.partial`, that one process at a time holds while it writes
/// the target.
///
/// The name follows from the target's, and a lock of the system says whether its holder lives: what
/// a killed process has left is removed by the next one that writes the same target.
final class PartialFile {
  /// Path of the file.
  let path: String
  /// The open file.
  private(set) var descriptor: Int32 = -1
  /// Tells whether the name is still this object's to remove.
  private var isNamed = false
  private static let suffix = ".partial"
  /// Names may have 255 bytes on common file systems.
  private static let longestName = 255

  /// Makes the file and locks it.
  ///
  /// - Throws: `FileWriteError.Cause.busy` if another process, or another object of this one,
  ///   holds it.
  init(beside target: String) throws(FileWriteError) {
    path = Self.path(beside: target)
    // Each turn either succeeds, or finds that somebody else has just made or removed the file.
    for _ in 0..<1000 {
      if try make(for: target) { return }
      try Self.removeStale(path, target: target)
    }
    throw FileWriteError(path: target, .busy)
  }

  deinit { release() }

  /// Removes the name, if it is still there, and lets go of the lock.
  func release() {
    if isNamed { unlink(path) }
    isNamed = false
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  /// Says that the file has been given another name.
  func giveUpName() { isNamed = false }

  /// Puts the bytes of an unnamed file in the place of this one; returns 0 or the system's
  /// error number.
  func take(unnamed: Int32) -> Int32 {
    unlink(path)
    return UnnamedFile.link(unnamed, to: path)
  }

  /// Makes the file if nothing is there and locks it; false where another process was faster.
  private func make(for target: String) throws(FileWriteError) -> Bool {
    let made = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard made >= 0 else {
      if errno == EEXIST { return false }
      throw FileWriteError(path: target, code: errno)
    }
    // A file system without locks leaves the name alone to keep others out.
    let isLocked = flock(made, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
    guard isLocked, Self.isSame(made, path) else {
      close(made)
      return false
    }
    (descriptor, isNamed) = (made, true)
    return true
  }

  /// Removes what a process that is gone has left.
  ///
  /// - Throws: `FileWriteError` if its holder lives, or it cannot be removed.
  static func removeStale(_ path: String, target: String) throws(FileWriteError) {
    let found = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard found >= 0 else {
      if errno == ENOENT { return }
      throw FileWriteError(path: path, code: errno)
    }
    defer { close(found) }
    if flock(found, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw FileWriteError(path: target, .busy)
    }
    guard isSame(found, path), unlink(path) != 0, errno != ENOENT else { return }
    throw FileWriteError(path: path, code: errno)
  }

  /// Tells whether a name still leads to an open file.
  static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (own, named) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0 && own.st_ino == named.st_ino
      && own.st_dev == named.st_dev
  }

  /// `.NAME.partial` in the target's folder; a name that would be too long is cut, and told apart
  /// by a digest.
  static func path(beside target: String) -> String {
    let folder = FileStatus.parent(of: target)
    let name = FileStatus.name(of: target)
    var partial = ".\(name)\(suffix)"
    if partial.utf8.count > longestName {
      let digest = String(digest(name), radix: 36)
      var kept = name
      while kept.utf8.count + digest.utf8.count + suffix.utf8.count + 2 > longestName {
        kept.unicodeScalars.removeLast()
      }
      partial = ".\(kept)-\(digest)\(suffix)"
    }
    switch folder {
    case "": return partial
    case "/": return "/\(partial)"
    default: return "\(folder)/\(partial)"
    }
  }

  /// Tells whether this is a name that files which are being written have.
  static func isPartial(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(suffix) }

  /// The FNV-1a digest of a text.
  private static func digest(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

/// A file that has no name yet, and is gone with its process: Linux on most file systems.
enum UnnamedFile {
  /// Opens one in a folder; `nil` where that cannot be done.
  static func open(in folder: String) -> Int32? {
    #if os(Linux)
      // O_TMPFILE, which is a composite that the importer leaves out.
      let flags = 0o20000000 | O_DIRECTORY | O_RDWR | O_CLOEXEC
      let descriptor = systemOpen(folder.isEmpty ? "." : folder, flags, 0o666)
      guard descriptor >= 0 else { return nil }
      // Without /proc it could never be given a name.
      guard access(process(descriptor), F_OK) == 0 else {
        close(descriptor)
        return nil
      }
      return descriptor
    #else
      return nil
    #endif
  }

  /// Gives the file a name that nothing has; returns 0 or the system's error number.
  static func link(_ descriptor: Int32, to path: String) -> Int32 {
    linkat(AT_FDCWD, process(descriptor), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno
  }

  private static func process(_ descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }
}

/// The system's `open`, which the method of that name hides.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
  open(path, flags, mode)
}
