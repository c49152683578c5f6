import Foundation
import ModelFiles

/// Where a model's files are gathered, and how they come into the library: all at once.
struct Staging: Sendable {
  /// A file that is complete and verified, and where it lies.
  struct Gathered: Sendable, Hashable {
    /// Where the content is now.
    enum Place: Sendable, Hashable {
      /// A part file, to be moved.
      case part(String)
      /// A file of somebody else, to be linked or copied.
      case foreign(String)
      /// Where it belongs.
      case library
    }
    var file: ModelManifest.File
    var place: Place
  }

  let library: ModelLibrary
  let name: ModelName

  private var folder: String { library.stagingFolder(for: name) }
  private var readyFolder: String { "\(folder).ready" }

  /// The part file of a file; its name has the content's digest, so that a part never continues other content.
  func partPath(_ path: String, _ identity: ContentIdentity?) -> String {
    "\(folder)/\(path)\(identity.map { ".\($0.hex.prefix(16))" } ?? "").part"
  }

  /// Makes the folder.
  func prepare() throws {
    try? FileManager.default.removeItem(atPath: readyFolder)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw HubError.file(
        path: folder, problem: "the folder cannot be made: \(error.localizedDescription)")
    }
  }

  /// Moves files to their place and writes the manifest.
  ///
  /// A new model appears as a whole; in one that exists, each file is replaced at once and the manifest comes last.
  func install(_ gathered: [Gathered], _ manifest: ModelManifest) throws {
    let manager = FileManager.default
    let target = library.folder(for: name)
    let isNew = !manager.fileExists(atPath: target)
    let destination = isNew ? readyFolder : target
    for item in gathered {
      let path = "\(destination)/\(item.file.name)"
      let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
      try manager.createDirectory(atPath: parent, withIntermediateDirectories: true)
      switch item.place {
      case .library: break
      case .part(let part): try replace(path, with: part)
      case .foreign(let original):
        let copy = "\(readyFolder)-copy"
        try? manager.removeItem(atPath: copy)
        do {
          try manager.linkItem(atPath: original, toPath: copy)
        } catch {
          try manager.copyItem(atPath: original, toPath: copy)
        }
        try replace(path, with: copy)
      }
    }
    try manager.createDirectory(atPath: destination, withIntermediateDirectories: true)
    try manifest.write(intoFolder: destination)
    if isNew {
      let parent = String(target[..<(target.lastIndex(of: "/") ?? target.startIndex)])
      try manager.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try manager.moveItem(atPath: readyFolder, toPath: target)
    }
    removeIfDone()
  }

  /// Removes the staging folder unless parts of other files wait in it.
  func removeIfDone() {
    let manager = FileManager.default
    let left = manager.enumerator(atPath: folder)?.contains { item in
      (item as? String)?.hasSuffix(".part") ?? false
    }
    if left != true { try? manager.removeItem(atPath: folder) }
    var parent = folder
    while parent != library.root, let slash = parent.lastIndex(of: "/") {
      parent = String(parent[..<slash])
      guard parent != library.root, (try? manager.contentsOfDirectory(atPath: parent)) == [] else {
        return
      }
      try? manager.removeItem(atPath: parent)
    }
  }

  private func replace(_ path: String, with source: String) throws {
    guard rename(source, path) == 0 else {
      throw HubError.file(path: path, problem: "it cannot be replaced by \(source)")
    }
  }
}
