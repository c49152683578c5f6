#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Partial files that only keep others out, because the bytes are in a file without a name: they
/// say so, so that they can be told from files of other programs and removed when their process
/// is gone.
extension PartialFile {
  private static let mark = "held by carat while it writes; may be removed when no carat runs\n"

  /// Writes into the file what it is for.
  func mark() {
    _ = Self.mark.utf8CString.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count - 1) }
  }

  /// Removes the marked files of a folder that no process holds; others, and a folder that cannot
  /// be read, are left alone.
  static func removeAbandoned(in folder: String) {
    guard let stream = opendir(folder.isEmpty ? "." : folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let name, isPartial(name) else { continue }
      let path = folder.isEmpty ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
      removeIfAbandoned(path)
    }
  }

  private static func removeIfAbandoned(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // In this order: whoever lets go of the lock has put something else in the place of the file,
    // or removed it.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isMarked(descriptor), isSame(descriptor, path)
    else { return }
    unlink(path)
  }

  private static func isMarked(_ descriptor: Int32) -> Bool {
    var bytes = [UInt8](repeating: 0, count: mark.utf8.count + 1)
    let count = read(descriptor, &bytes, bytes.count)
    return count == mark.utf8.count && bytes.prefix(count).elementsEqual(mark.utf8)
  }
}
