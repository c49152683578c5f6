import SystemPackage
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file that a flag names for a text, such as a page.
///
/// As with a shell's `>`, a link is followed, and what is no file (a pipe, a terminal) is written
/// to. A file appears, or changes, as a whole; it keeps its permissions, and one that may not be
/// written stays as it is.
enum OutputFile {
  /// Writes a text to the file of a path.
  ///
  /// - Throws: `CommandError` with the path and the reason.
  static func write(_ text: String, to path: String) throws {
    guard !path.isEmpty else { throw CommandError("a file without a name cannot be written") }
    let status = FileStatus(at: path)
    switch status?.kind {
    case .folder: throw CommandError("\(path) cannot be written: it is a folder")
    case .other: try append(text, to: path)
    case .file, nil:
      guard status?.isReadOnly != true else {
        throw CommandError("\(path) cannot be written: nobody may write it; name another")
      }
      try replace(status?.isLink == true ? target(of: path) : path, with: text)
    }
  }

  private static func append(_ text: String, to path: String) throws {
    do {
      let stream = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.closeOnExec])
      try stream.closeAfter { _ = try stream.writeAll(Array(text.utf8)) }
    } catch {
      throw CommandError("\(path) cannot be written: \(SystemErrorText.words(of: error))")
    }
  }

  private static func replace(_ path: String, with text: String) throws {
    let permissions =
      (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions]
    do {
      let output = try AtomicFile(creating: path)
      try output.write(Array(text.utf8))
      try output.seal()
      try output.commit()
      if let permissions {
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
      }
    } catch let error as FileWriteError {
      throw CommandError("\(path) cannot be written: \(error.reason)")
    } catch {
      throw CommandError("\(path) cannot be written: \(SystemErrorText.words(of: error))")
    }
  }

  /// The path that a link leads to, through further ones.
  private static func target(of path: String) -> String {
    var path = path
    // As many as the system follows.
    for _ in 0..<40 {
      guard FileStatus(at: path)?.isLink == true,
        let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      else { break }
      let folder = FileStatus.parent(of: path)
      path = next.hasPrefix("/") || folder.isEmpty ? next : "\(folder)/\(next)"
    }
    return path
  }
}
