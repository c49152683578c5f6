public import ModelFiles

/// A model that is now in the library.
public struct PulledModel: Sendable, Hashable, Encodable {
  /// The name to open it by.
  public var name: String
  /// Its `.gguf` file, or its folder.
  public var path: String
  /// Bytes of the files.
  public var bytes: Int
  /// The files that this pull asked for, with size and SHA-256.
  public var files: [ModelManifest.File]
}
