#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The record that a pull leaves in a model's folder: where it came from, and every file with its
/// size and digest.
public struct ModelManifest: Codable, Hashable, Sendable {
  /// The source of a model.
  public enum Source: Codable, Hashable, Sendable {
    /// A repository on a hub; `commit` is what `revision` meant when it was pulled.
    case repository(name: String, revision: String, commit: String?)
    /// Python packages, each as `name==version`.
    case packages(requirements: [String])
  }

  /// One file.
  public struct File: Codable, Hashable, Sendable {
    /// Path below the model's folder.
    public var name: String
    /// Size in bytes.
    public var bytes: Int
    /// SHA-256 digest in lower-case hexadecimal, of what came.
    public var sha256: String
    /// Tells whether the content was compared with a digest that the source publishes.
    public var verified: Bool

    /// A file with its size and digest.
    public init(name: String, bytes: Int, sha256: String, verified: Bool) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
      self.verified = verified
    }

    /// Reads a file; one whose record does not say that it was verified counts as unverified.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      name = try values.decode(String.self, forKey: .name)
      bytes = try values.decode(Int.self, forKey: .bytes)
      sha256 = try values.decode(String.self, forKey: .sha256)
      verified = try values.decodeIfPresent(Bool.self, forKey: .verified) ?? false
    }

    private enum CodingKeys: String, CodingKey {
      case name, bytes, sha256, verified
    }
  }

  /// Source of the model.
  public var source: Source
  /// The files, in the order in which they were pulled.
  public var files: [File]
  /// Date at which the last file was pulled.
  public var pulledAt: Date

  /// A manifest of these files.
  public init(source: Source, files: [File], pulledAt: Date) {
    self.source = source
    self.files = files
    self.pulledAt = pulledAt
  }

  /// Name of the file that holds the manifest in a model's folder.
  package static let fileName = "carat-manifest.json"

  init(readingFrom path: String) throws(ModelLibraryError) {
    do {
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .iso8601
      let bytes = try RegularFile.contents(of: path, limit: 16 << 20)
      self = try decoder.decode(Self.self, from: Data(bytes))
    } catch let error as ModelLibraryError {
      throw error
    } catch {
      throw .badManifest(path: path, problem: "it is not the record of a pull")
    }
    guard files.count <= ModelLibrary.mostFiles else {
      throw .badManifest(path: path, problem: "it names \(files.count) files")
    }
    for file in files {
      if let reason = ModelName.problem(withRelativePath: file.name) {
        throw .badManifest(path: path, problem: "file name '\(file.name)': \(reason)")
      }
      guard (0...ModelLibrary.largestFile).contains(file.bytes) else {
        throw .badManifest(path: path, problem: "file '\(file.name)' has \(file.bytes) bytes")
      }
      guard file.sha256.utf8.count == 64, file.sha256.allSatisfy(\.isHexDigit) else {
        throw .badManifest(path: path, problem: "file '\(file.name)' has no SHA-256 digest")
      }
    }
  }

  /// Writes the manifest into a model's folder, replacing an earlier one at once.
  package func write(into folder: HeldFolder) throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try folder.replace(Self.fileName, with: Array(try encoder.encode(self)))
  }
}
