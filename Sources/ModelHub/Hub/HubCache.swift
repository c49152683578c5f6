import Foundation

/// The cache that other programs keep of the same hub:
/// `models--OWNER--REPO/{refs/REVISION, snapshots/COMMIT/FILE, blobs/DIGEST}`.
struct HubCache: Sendable {
  let folder: String
  let repository: String

  private var base: String {
    "\(folder)/models--\(repository.replacing("/", with: "--"))"
  }

  /// The commit that a revision stood for when it was fetched.
  func commit(of revision: String) -> String? {
    if RepositoryListing.isCommit(revision) { return revision }
    guard let data = FileManager.default.contents(atPath: "\(base)/refs/\(revision)"),
      data.count < 100
    else { return nil }
    let text = String(decoding: data, as: UTF8.self).filter { !$0.isWhitespace }
    return RepositoryListing.isCommit(text) ? text : nil
  }

  /// The file's content at a commit, wherever its link leads; `nil` if it is not there.
  func content(of path: String, commit: String) -> String? {
    let link = URL(filePath: "\(base)/snapshots/\(commit)/\(path)")
    let target = link.resolvingSymlinksInPath().path(percentEncoded: false)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: target, isDirectory: &isFolder),
      !isFolder.boolValue
    else { return nil }
    return target
  }

  /// The files of a snapshot, `nil` if there is none.
  func listing(of revision: String) -> RepositoryListing? {
    guard let commit = commit(of: revision) else { return nil }
    let root = "\(base)/snapshots/\(commit)"
    guard let paths = FileManager.default.enumerator(atPath: root) else { return nil }
    var files: [RepositoryFile] = []
    for case let path as String in paths {
      guard let target = content(of: path, commit: commit) else { continue }
      files.append(
        RepositoryFile(
          path: path, bytes: fileSize(target),
          identity: ContentIdentity(tag: target.split(separator: "/").last.map(String.init) ?? "")))
    }
    guard !files.isEmpty else { return nil }
    files.sort { $0.path < $1.path }
    return RepositoryListing(commit: commit, files: files)
  }
}

/// The size of a file, `nil` if there is none.
func fileSize(_ path: String) -> Int? {
  let attributes = try? FileManager.default.attributesOfItem(atPath: path)
  return (attributes?[.size] as? NSNumber)?.intValue
}
