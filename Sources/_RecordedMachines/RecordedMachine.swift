package import Foundation

/// A copy of a recorded tree below `Tests/MachineTests/Fixtures`, or a tree made here; removed at
/// the end.
///
/// File names of the recorded trees hold `%3A` for a colon, which not every file system can.
package final class RecordedMachine {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "machine-" + UUID().uuidString)

  /// The folder that holds `proc`, `sys` and the others.
  package var root: String { folder.path }

  /// A tree of these files by path.
  package init(_ files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, text) in files { try write(text, to: path) }
  }

  /// A copy of a recorded tree.
  package convenience init(named name: String) throws {
    try self.init()
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Tests/MachineTests/Fixtures/\(name)")
    for path in try FileManager.default.subpathsOfDirectory(atPath: source.path) {
      let file = source.appendingPathComponent(path)
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
      guard !isFolder.boolValue else { continue }
      let copy = folder.appendingPathComponent(path.replacing("%3A", with: ":"))
      try FileManager.default.createDirectory(
        at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: file, to: copy)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The paths of all files.
  package func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root).filter { path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }

  package func write(_ text: String, to path: String) throws {
    try write(Data(text.utf8), to: path)
  }

  package func write(_ bytes: Data, to path: String) throws {
    let file = folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
  }

  package func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: folder.appendingPathComponent(path))
  }
}
