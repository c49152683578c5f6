public import ModelSpec

/// The progress of a conversion.
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

/// The result of a conversion.
public struct ConversionReport: Sendable, Hashable {
  /// Tensors that are stored alike.
  public struct Share: Sendable, Hashable {
    /// Their format.
    public var format: StorageFormat
    /// Number of tensors.
    public var tensors: Int
    /// Bytes of their values.
    public var bytes: Int
  }

  /// The file or folder.
  public var path: String
  /// Format that was asked for.
  public var format: TargetFormat
  /// Bytes of values.
  public var tensorBytes: Int
  /// Bytes of the file, or of the weights of the folder.
  public var bytes: Int
  /// Shares of the formats in which values are stored, most bytes first.
  public var shares: [Share]
  /// Notes that a user should know: what was left out, what lost precision.
  public var notes: [String]
}
