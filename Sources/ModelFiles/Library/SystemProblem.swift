#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The meaning of the system's error numbers for somebody whose file could not be read or written.
package enum SystemProblem {
  /// Words for an error number, with what to do where that is known.
  ///
  /// - Parameter deed: What could not be done, such as "it cannot be written".
  package static func words(_ code: Int32, _ deed: String) -> String {
    "\(deed): \(meaning(code))"
  }

  private static func meaning(_ code: Int32) -> String {
    switch code {
    case ENOSPC: "the disk is full; make room, or move the library with CARAT_HOME"
    case EDQUOT: "your disk quota is used up; make room, or move the library with CARAT_HOME"
    case EROFS: "the file system is read-only; move the library with CARAT_HOME"
    case EACCES, EPERM:
      "permission denied; check the permissions, or set CARAT_HOME to another place"
    case ENOENT: "it does not exist"
    case ENOTDIR: "a part of the path is a file and not a folder"
    case ENAMETOOLONG: "the path is longer than the system takes"
    case ELOOP: "it is a link, which is not followed here; remove it"
    case EISDIR: "a folder is in the way"
    case ENOTEMPTY, EEXIST: "something is in the way"
    case EFBIG: "the file is larger than the system allows"
    case EMFILE, ENFILE: "too many files are open (see ulimit -n)"
    case EIO: "the disk reports an error"
    default: String(cString: strerror(code)).lowercased()
    }
  }
}

extension ModelLibraryError {
  /// The error of a system call that has just failed.
  static func system(_ path: String, _ deed: String) -> ModelLibraryError {
    .file(path: path, problem: SystemProblem.words(errno, deed))
  }
}
