import ModelFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The place where a model's files are gathered before they come into the library, all at once.
///
/// Everything lies below `.partial/NAME` in folders whose names begin with a point, which no part
/// of a model's name does: no two models share a path, whatever they are called.
struct Staging: Sendable {
  /// A file that is complete, and where it lies.
  struct Gathered: Sendable, Hashable {
    /// The present place of the content.
    enum Place: Sendable, Hashable {
      /// A file of this name among the parts, to be moved.
      case part(String)
      /// The place where it belongs.
      case library
    }
    var file: ModelManifest.File
    var place: Place
  }

  let library: ModelLibrary
  let name: ModelName

  private static let parts = ".parts"
  private static let ready = ".ready"
  private static let work = ".work"

  /// The name of a file's part: it has the digests of the path and of the content, so that a part
  /// never continues another file or other content.
  func partName(_ path: String, _ identity: ContentIdentity?) -> String {
    let digest = SecureHash.digest(.sha256, of: Array(path.utf8)).prefix(16)
    let file = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return "\(file)-\(identity?.hex ?? "unknown").part"
  }

  /// The folder of the parts, made where it is missing.
  func partsFolder() throws -> HeldFolder {
    let path = "\(library.stagingPath(for: name))/\(Self.parts)"
    return try Self.found(try HeldFolder(making: library.root).folder(path, making: true), path)
  }

  /// An empty folder for work on a package.
  func workFolder() throws -> HeldFolder {
    try home().remove(Self.work)
    return try Self.found(try home().folder(Self.work, making: true), Self.work)
  }

  /// Removes the folder for work.
  func removeWork() { try? home().remove(Self.work) }

  private func home() throws -> HeldFolder {
    let path = library.stagingPath(for: name)
    return try Self.found(try HeldFolder(making: library.root).folder(path, making: true), path)
  }

  private static func found(_ folder: HeldFolder?, _ path: String) throws(HubError) -> HeldFolder {
    guard let folder else { throw .file(path: path, problem: "the folder cannot be made") }
    return folder
  }

  /// Removes what an installation left that was cut short.
  func prepare() throws { try home().remove(Self.ready) }

  /// Moves files to their place and writes the manifest.
  ///
  /// A new model appears as a whole; in one that exists, each file is replaced at once and the
  /// manifest comes last.
  func install(_ gathered: [Gathered], _ manifest: ModelManifest) throws {
    let root = try HeldFolder(making: library.root)
    let (home, parts) = (try home(), try partsFolder())
    let existing = try root.folder(name.description, making: false)
    let destination = try existing ?? Self.found(home.folder(Self.ready, making: true), Self.ready)
    for item in gathered {
      guard case .part(let part) = item.place else { continue }
      let path = item.file.name.split(separator: "/")
      let parent = path.dropLast().joined(separator: "/")
      let folder = try Self.found(destination.folder(parent, making: true), item.file.name)
      try parts.rename(part, into: folder, as: String(path.last ?? ""))
    }
    try manifest.write(into: destination)
    if existing == nil {
      let path = name.description.split(separator: "/")
      let parent = path.dropLast().joined(separator: "/")
      let folder = try Self.found(root.folder(parent, making: true), name.description)
      try home.rename(Self.ready, into: folder, as: String(path.last ?? ""))
    }
    removeIfDone()
  }

  /// Removes the staging folder unless parts of other files wait in it.
  func removeIfDone() {
    guard let root = try? HeldFolder(making: library.root), let home = try? home() else { return }
    let left = (try? partsFolder().names())?.contains { $0.hasSuffix(".part") }
    if left == false { try? home.remove(Self.parts) }
    var path = Substring(library.stagingPath(for: name))
    while !path.isEmpty {
      let parts = path.split(separator: "/")
      let parent = parts.dropLast().joined(separator: "/")
      try? root.folder(parent, making: false)?.removeIfEmpty(String(parts.last ?? ""))
      path = Substring(parent)
    }
  }
}
