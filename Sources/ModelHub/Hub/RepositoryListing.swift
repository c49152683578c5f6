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
  /// Tells whether the digest is the source's, and not our own record of what came.
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
    func refusal(_ reason: String) -> HubError { .badListing(repository, reason: reason) }
    let large = stated(sibling, "lfs")
    guard large == nil || large?.object != nil else {
      throw refusal("'lfs' of '\(path)' is no object")
    }
    let bytes = try [stated(large, "size"), stated(sibling, "size")].compactMap { $0 }.map {
      size throws(HubError) in
      guard let bytes = ByteCount.read(size) else {
        throw refusal("'\(path)' has a size that no file has")
      }
      return bytes
    }
    guard Set(bytes).count <= 1 else {
      throw refusal("'\(path)' has two sizes: \(bytes[0]) and \(bytes[1]) bytes")
    }
    // Content whose digest cannot be read must not pass for content without one. Of a large file,
    // the git blob is only a pointer to the content.
    let digests =
      large == nil
      ? [stated(sibling, "blobId")] : [stated(large, "sha256"), stated(large, "oid")]
    let identities = try digests.compactMap { $0 }.map { digest throws(HubError) in
      let read = large == nil ? ContentIdentity.init(gitBlob:) : ContentIdentity.init(sha256:)
      guard let identity = digest.string.flatMap(read) else {
        throw refusal(
          "the digest of '\(path)' is none: expected \(large == nil ? 40 : 64) hexadecimal digits")
      }
      return identity
    }
    guard Set(identities).count <= 1 else { throw refusal("'\(path)' has two digests") }
    guard large == nil || !identities.isEmpty else {
      throw refusal("'lfs' of '\(path)' has neither 'sha256' nor 'oid'")
    }
    return RepositoryFile(path: path, bytes: bytes.first, identity: identities.first)
  }

  /// A member that is there and not null.
  private static func stated(_ object: JSONValue?, _ key: String) -> JSONValue? {
    object?[key].flatMap { $0.isNull ? nil : $0 }
  }

  static func isCommit(_ text: String) -> Bool {
    text.utf8.count == 40 && text.allSatisfy { $0.isHexDigit && $0.isASCII }
  }
}
