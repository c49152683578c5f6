import JSON
import ModelFiles
import Tokenizers

/// One file of a repository, as the hub lists it.
struct RepositoryFile: Sendable, Hashable {
  /// Path in the repository; checked to stay below the folder that it is put in.
  var path: String
  /// Size in bytes, if listed.
  var bytes: Int?
  /// Digest of the content, if listed.
  var identity: ContentIdentity?
  /// Whether the digest is the source's, and not our own record of what came.
  var isPublished = true

  var planned: PlannedFile { PlannedFile(name: path, bytes: bytes) }
}

/// The files of a repository at one commit.
struct RepositoryListing: Sendable, Hashable {
  /// The commit that the revision stands for.
  var commit: String?
  var files: [RepositoryFile]

  init(commit: String?, files: [RepositoryFile]) {
    self.commit = commit
    self.files = files
  }

  /// Reads the answer of `/api/models/{repository}/revision/{revision}?blobs=true`.
  init(parsing bytes: some Collection<UInt8>, of repository: String) throws(HubError) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: bytes)
    } catch {
      throw .badListing(repository, reason: error.description)
    }
    guard let siblings = document["siblings"]?.array else {
      throw .badListing(repository, reason: "it has no array 'siblings'")
    }
    guard siblings.count <= ModelLibrary.mostFiles else {
      throw .badListing(repository, reason: "it names \(siblings.count) files")
    }
    commit = document["sha"]?.string.flatMap { Self.isCommit($0) ? $0 : nil }
    files = []
    files.reserveCapacity(siblings.count)
    var seen: Set<String> = []
    for sibling in siblings {
      guard let path = sibling["rfilename"]?.string else {
        throw .badListing(repository, reason: "a file has no name")
      }
      if let reason = ModelName.problem(withRelativePath: path) {
        throw .unsafeFileName(path, reason: reason)
      }
      guard seen.insert(path).inserted else {
        throw .badListing(repository, reason: "it names '\(path)' twice")
      }
      files.append(try Self.file(path, sibling, repository: repository))
    }
  }

  private static func file(
    _ path: String, _ sibling: JSONValue, repository: String
  ) throws(HubError) -> RepositoryFile {
    let large = sibling["lfs"].flatMap { $0.isNull ? nil : $0 }
    func stated(_ object: JSONValue?, _ key: String) -> JSONValue? {
      object?[key].flatMap { $0.isNull ? nil : $0 }
    }
    var bytes: Int?
    if let size = stated(large, "size") ?? stated(sibling, "size") {
      bytes = ByteCount.read(size)
      guard bytes != nil else {
        throw .badListing(repository, reason: "'\(path)' has a size that no file has")
      }
    }
    let digest: JSONValue?
    let identity: ContentIdentity?
    if let large {
      // Of a large file, the git blob is only a pointer to the content.
      digest = stated(large, "sha256") ?? stated(large, "oid")
      identity = digest?.string.flatMap(ContentIdentity.init(sha256:))
    } else {
      digest = stated(sibling, "blobId")
      identity = digest?.string.flatMap(ContentIdentity.init(gitBlob:))
    }
    // Content whose digest cannot be read must not pass for content without one.
    guard digest == nil || identity != nil else {
      throw .badListing(
        repository,
        reason:
          "the digest of '\(path)' is none: expected \(large == nil ? 40 : 64) hexadecimal digits")
    }
    return RepositoryFile(path: path, bytes: bytes, identity: identity)
  }

  static func isCommit(_ text: String) -> Bool {
    text.utf8.count == 40 && text.allSatisfy { $0.isHexDigit && $0.isASCII }
  }
}
