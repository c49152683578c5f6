import ModelFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The cache that other programs keep of the same hub:
/// `models--OWNER--REPO/{refs/REVISION, snapshots/COMMIT/FILE, blobs/DIGEST}`.
///
/// A snapshot's files are links to blobs. Links that lead anywhere else are not followed.
struct HubCache: Sendable {
  let folder: String
  let repository: String

  private var base: String {
    "\(folder)/models--\(repository.replacing("/", with: "--"))"
  }

  /// The commit that a revision stood for when it was fetched.
  func commit(of revision: String) -> String? {
    if RepositoryListing.isCommit(revision) { return revision }
    let path = "\(base)/refs/\(revision)"
    guard let real = realPath(path), let root = realPath("\(base)/refs"),
      real.hasPrefix("\(root)/"), let bytes = try? RegularFile.contents(of: real, limit: 100)
    else { return nil }
    let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    return RepositoryListing.isCommit(text) ? text : nil
  }

  /// The path of the file's content at a commit: a regular file among the cache's blobs, or in the
  /// snapshot itself.
  ///
  /// - Returns: `nil` if it is not there, or leads elsewhere.
  func content(of path: String, commit: String) -> String? {
    let snapshot = "\(base)/snapshots/\(commit)"
    guard let real = realPath("\(snapshot)/\(path)"),
      ["\(base)/blobs", snapshot].contains(where: { folder in
        realPath(folder).map { real.hasPrefix("\($0)/") } ?? false
      }),
      (try? RegularFile(real, followsLink: false)) != nil
    else { return nil }
    return real
  }

  /// The files of a snapshot, `nil` if there is none.
  func listing(of revision: String) -> RepositoryListing? {
    guard let commit = commit(of: revision) else { return nil }
    let root = "\(base)/snapshots/\(commit)"
    guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: root) else { return nil }
    var files: [RepositoryFile] = []
    for path in paths {
      guard files.count < ModelLibrary.mostFiles else { return nil }
      guard ModelName.problem(withRelativePath: path) == nil,
        let target = content(of: path, commit: commit)
      else { continue }
      let name = target.split(separator: "/").last.map(String.init) ?? ""
      files.append(
        RepositoryFile(
          path: path, bytes: fileSize(target), identity: ContentIdentity(tag: name)))
    }
    guard !files.isEmpty else { return nil }
    files.sort { $0.path < $1.path }
    return RepositoryListing(commit: commit, files: files)
  }

  /// Path that a path leads to when all links are followed; `nil` if nowhere.
  private func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// The size of a regular file, `nil` if there is none.
func fileSize(_ path: String) -> Int? { (try? RegularFile(path))?.size }
