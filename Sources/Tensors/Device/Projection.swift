/// One matrix product `output = x · weightᵀ + bias`.
public struct Projection: Sendable {
  /// `[outputs, inputs]`, in any format.
  public var weight: Tensor
  /// `[outputs]`, or `nil`.
  public var bias: Vector?
  /// `[rows, outputs]`.
  public var output: Matrix

  /// A product with `weight` into `output`.
  public init(_ weight: Tensor, bias: Vector? = nil, into output: Matrix) {
    self.weight = weight
    self.bias = bias
    self.output = output
  }
}
