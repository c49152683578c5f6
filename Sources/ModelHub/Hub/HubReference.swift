import ModelFiles

/// The repository, file and revision that `OWNER/REPO[:FILE][@REVISION]` names.
public struct HubReference: Sendable, Hashable {
  /// `OWNER/REPO`.
  public var repository: String
  /// One file of the repository, or a word such as `Q4_K_M` that only one of its GGUF files has.
  public var file: String?
  /// A branch, tag or commit.
  public var revision: String?

  /// Reads a reference.
  ///
  /// - Throws: `HubError.badReference` with the reason.
  public init(_ text: String) throws(HubError) {
    guard text.utf8.count <= 2000 else {
      throw .badReference("\(text.prefix(60))…", reason: "it is longer than 2000 bytes")
    }
    var rest = Substring(text)
    var revision: String?
    let firstColon = text.firstIndex(of: ":")
    if let at = rest.lastIndex(of: "@"), at > (firstColon ?? text.startIndex) {
      revision = String(rest[rest.index(after: at)...])
      rest = rest[..<at]
    }
    var file: String?
    if let colon = rest.firstIndex(of: ":") {
      file = String(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
    }
    repository = String(rest)
    self.file = file
    self.revision = revision
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw .badReference(text, reason: "it needs exactly one '/'")
    }
    for part in parts where !Self.isPart(part) {
      throw .badReference(text, reason: "'\(part)' is no name of an owner or repository")
    }
    if let revision, let reason = Self.problem(withRevision: revision) {
      throw .badReference(text, reason: reason)
    }
    if let file, let reason = ModelName.problem(withRelativePath: file) {
      throw .badReference(text, reason: "the file name is not usable: \(reason)")
    }
  }

  /// The name of the model in the library: the repository, with the revision if one was given.
  public var libraryName: String {
    guard let revision else { return repository }
    return "\(repository)@\(ModelName.component(forRevision: revision))"
  }

  private static func isPart(_ part: Substring) -> Bool {
    guard !part.isEmpty, part.utf8.count <= 96, !part.hasPrefix("."), !part.hasPrefix("-") else {
      return false
    }
    return part.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
  }

  private static func problem(withRevision revision: String) -> String? {
    if revision.contains(":") { return "the revision comes last, after the file" }
    if revision.utf8.count > 90 { return "the revision is longer than 90 bytes" }
    return ModelName.problem(withRelativePath: revision).map { "the revision: \($0)" }
  }
}
