public import ModelSpec

/// A tensor that is going to be written: all but its values.
public struct TensorDeclaration: Sendable, Hashable {
  /// The tensor's name.
  public var name: String
  /// Extent of each dimension, outermost first.
  public var shape: [Int]
  /// Storage format of the values.
  public var format: StorageFormat

  /// Announces a tensor.
  public init(name: String, shape: [Int], format: StorageFormat) {
    self.name = name
    self.shape = shape
    self.format = format
  }
}
