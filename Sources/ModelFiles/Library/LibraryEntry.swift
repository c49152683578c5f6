/// One model in the library.
public struct LibraryEntry: Hashable, Sendable {
  /// The name to open it by.
  public var name: String
  /// Its folder, or the `.gguf` file that lies at the library's root.
  public var path: String
  /// Bytes of its files.
  public var bytes: Int
  /// Record of the pull; `nil` for a model that was put there by hand.
  public var manifest: ModelManifest?
  /// Reason that the record of a pull that is there cannot be read; `nil` if it can, or if there
  /// is none.
  public var recordProblem: ModelLibraryError?
}

/// The contents of the library, and what of it could not be read.
public struct LibrarySurvey: Hashable, Sendable {
  /// The models, by name.
  public var entries: [LibraryEntry] = []
  /// Reasons that the rest could not be read, an error for each folder.
  public var problems: [ModelLibraryError] = []
}
