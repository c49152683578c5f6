public import ModelSpec

/// How far a conversion is.
public struct ConversionProgress: Sendable, Hashable {
  /// The tensor that is being written.
  public var tensor: String
  /// Tensors that are complete.
  public var finishedTensors: Int
  /// Tensors in all.
  public var totalTensors: Int
  /// Bytes of values that have been written.
  public var writtenBytes: Int
  /// Bytes of values in all.
  public var totalBytes: Int
}

/// What a conversion has made.
public struct ConversionReport: Sendable, Hashable {
  /// Tensors that are stored alike.
  public struct Share: Sendable, Hashable {
    /// Their format.
    public var format: StorageFormat
    /// How many there are.
    public var tensors: Int
    /// Bytes of their values.
    public var bytes: Int
  }

  /// The file or folder.
  public var path: String
  /// What was asked for.
  public var format: TargetFormat
  /// Bytes of values.
  public var tensorBytes: Int
  /// Bytes of the file, or of the weights of the folder.
  public var bytes: Int
  /// What the values are stored in, most bytes first.
  public var shares: [Share]
  /// What a user should know: what was left out, what lost precision.
  public var notes: [String]
}
