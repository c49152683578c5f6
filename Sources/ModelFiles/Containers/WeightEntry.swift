public import ModelSpec

/// One tensor as a weight file lists it; the values are not touched.
public struct WeightEntry: Sendable, Hashable {
  /// The tensor's name.
  public var name: String
  /// Extent of each dimension, outermost first.
  public var shape: [Int]
  /// The format's name as its container writes it, such as `Q4_K`, `BF16` or `IQ4_XS`.
  public var formatName: String
  /// The storage format, or `nil` if tensors of this format are listed but not read.
  public var format: StorageFormat?
  /// Bytes in the file.
  public var byteCount: Int

  /// Describes a tensor.
  public init(
    name: String, shape: [Int], formatName: String, format: StorageFormat?, byteCount: Int
  ) {
    self.name = name
    self.shape = shape
    self.formatName = formatName
    self.format = format
    self.byteCount = byteCount
  }
}
