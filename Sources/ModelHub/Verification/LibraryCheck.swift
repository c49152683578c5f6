public import ModelFiles

/// Compares what is in the library with what was pulled.
public struct LibraryCheck: Sendable {
  /// The result for one file.
  public struct File: Hashable, Sendable {
    /// The state of a file, held against the record of its pull.
    public enum Status: String, Hashable, Sendable {
      /// Its digest is the recorded one, which the source had published.
      case verified
      /// Its digest is the recorded one, which nobody had published.
      case unchanged
      /// Its digest is another one.
      case altered
      /// It is recorded and not there.
      case missing
      /// It is there and cannot be read.
      case unreadable
      /// It is there, and no pull recorded it.
      case unrecorded
      /// It is the record of the pull, and cannot be read.
      case damaged
    }

    /// Path below the model's folder.
    public var name: String
    /// Size in bytes; `nil` for a file that cannot be read.
    public var bytes: Int?
    /// SHA-256 of what is there; `nil` for a file that cannot be read.
    public var sha256: String?
    /// State, held against the record.
    public var status: Status

    /// Tells whether it is not what was pulled.
    public var isWrong: Bool { [.altered, .missing, .unreadable, .damaged].contains(status) }
  }

  private let library: ModelLibrary

  /// A check of this library.
  public init(_ library: ModelLibrary) { self.library = library }

  /// Digests all files of a model.
  ///
  /// - Parameter onBytes: Told how many bytes more were read.
  /// - Throws: `ModelLibraryError` if the model's folder cannot be read, `CancellationError`.
  public func files(
    of entry: LibraryEntry, onBytes: (Int) -> Void = { _ in }
  ) throws -> [File] {
    let recorded = Self.recorded(entry)
    let others = try library.files(of: entry).filter { name in
      !recorded.contains { $0.name == name }
    }
    var files: [File] = []
    // Without its record, nothing tells whether a file is what was pulled.
    if entry.recordProblem != nil {
      files.append(File(name: ModelManifest.fileName, status: .damaged))
    }
    for file in recorded {
      let found = try Self.digest(library.path(of: file.name, in: entry), onBytes)
      files.append(Self.compared(file, found))
    }
    for name in others {
      let path = library.path(of: name, in: entry)
      guard case .found(let bytes, let digest) = try Self.digest(path, onBytes) else {
        files.append(File(name: name, status: .unreadable))
        continue
      }
      files.append(File(name: name, bytes: bytes, sha256: digest, status: .unrecorded))
    }
    return files
  }

  /// Files that a pull recorded; of a known model, what everybody knows, which no record in the
  /// folder can change.
  private static func recorded(_ entry: LibraryEntry) -> [ModelManifest.File] {
    if let model = PackageModel.known.first(where: { $0.name == entry.name }) {
      return [
        ModelManifest.File(
          name: model.fileName, bytes: model.bytes, sha256: model.sha256, verified: true)
      ]
    }
    return entry.manifest?.files ?? []
  }

  private enum Found {
    case found(bytes: Int, sha256: String)
    case missing
    case unreadable
  }

  private static func digest(_ path: String, _ onBytes: (Int) -> Void) throws -> Found {
    do {
      let bytes = try RegularFile(path).size
      let digest = try ContentDigest.ofFile(path, bytes: bytes, onBytes: onBytes)
      return .found(bytes: bytes, sha256: digest.sha256Hex)
    } catch is ModelLibraryError {
      return ModelLibrary.isThere(path) ? .unreadable : .missing
    }
  }

  private static func compared(_ file: ModelManifest.File, _ found: Found) -> File {
    switch found {
    case .missing: return File(name: file.name, status: .missing)
    case .unreadable: return File(name: file.name, status: .unreadable)
    case .found(let bytes, let digest):
      let isSame = digest == file.sha256.lowercased()
      let status: File.Status =
        isSame ? (file.verified ? .verified : .unchanged) : .altered
      return File(name: file.name, bytes: bytes, sha256: digest, status: status)
    }
  }
}
