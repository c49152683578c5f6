#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// What a pull left in a model's folder: where it came from, and every file with its size and digest.
public struct ModelManifest: Codable, Hashable, Sendable {
  /// Where a model came from.
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
    /// SHA-256 digest in lower-case hexadecimal.
    public var sha256: String

    /// A file with its size and digest.
    public init(name: String, bytes: Int, sha256: String) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// Where the model came from.
  public var source: Source
  /// The files, in the order in which they were pulled.
  public var files: [File]
  /// When the last file was pulled.
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
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      guard let size, size <= 16 << 20 else {
        throw ModelLibraryError.badManifest(path: path, problem: "it is larger than 16 MiB")
      }
      self = try decoder.decode(Self.self, from: Data(contentsOf: URL(filePath: path)))
    } catch let error as ModelLibraryError {
      throw error
    } catch {
      throw .badManifest(path: path, problem: String(describing: error))
    }
    for file in files {
      if let reason = ModelName.problem(withRelativePath: file.name) {
        throw .badManifest(path: path, problem: "file name '\(file.name)': \(reason)")
      }
      if file.bytes < 0 {
        throw .badManifest(path: path, problem: "file '\(file.name)' has \(file.bytes) bytes")
      }
    }
  }

  /// Writes the manifest into a model's folder, replacing an earlier one at once.
  package func write(intoFolder folder: String) throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(self)
    try data.write(to: URL(filePath: "\(folder)/\(Self.fileName)"), options: .atomic)
  }
}
