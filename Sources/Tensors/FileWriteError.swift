#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The reason that a file could not be written.
package struct FileWriteError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of trouble.
  package enum Cause: Sendable, Hashable {
    /// The system refused, with this error number.
    case system(Int32)
    /// Another process is writing a file of this name.
    case busy
    /// A file of this name is there, and was not to be replaced.
    case exists
  }

  /// The file.
  package var path: String
  /// Cause that kept it from being written.
  package var cause: Cause

  /// Describes what the system refused.
  package init(path: String, code: Int32) {
    self.init(path: path, code == EEXIST ? .exists : .system(code))
  }

  package init(path: String, _ cause: Cause) { (self.path, self.cause) = (path, cause) }

  /// The reason, such as `No space left on device`.
  package var reason: String {
    switch cause {
    case .system(let code): String(cString: strerror(code))
    case .busy: "another process is writing it"
    case .exists: "a file of this name has appeared"
    }
  }

  /// Advice on what to do next, where that is known.
  package var advice: String? {
    switch cause {
    case .busy: "wait for that one, or name another file"
    case .exists: "name another file, or allow that one to be replaced"
    case .system(ENOSPC), .system(EDQUOT):
      "free space, or name a place on another disk; nothing was left behind"
    case .system(EFBIG):
      "a limit of this process ('ulimit -f') or the file system does not allow so large a file"
    case .system(EACCES), .system(EPERM), .system(EROFS):
      "name a folder in which files may be made"
    case .system(ENOENT): "make the folder first"
    case .system(ENAMETOOLONG): "choose a shorter name"
    case .system(EMFILE), .system(ENFILE): "allow more open files ('ulimit -n')"
    case .system: nil
    }
  }

  /// Text for a user: what, why, and what to do next.
  package var description: String {
    "cannot write \(path): \(reason)" + (advice.map { "; \($0)" } ?? "")
  }
}
