/// The operations of a transformer as their formulas read, in plain Swift over arrays: what the
/// fast ones are tested against.
///
/// Generic over the number, so that a test can take `Double` as the truth and `Float` to see what
/// rounding alone does. A matrix is an array of rows. Nothing here knows of formats, blocks,
/// threads or kernels.
package enum Reference {
  /// The sum of products of two rows of equal length.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func dot<Number: BinaryFloatingPoint>(_ x: [Number], _ y: [Number]) -> Number {
    precondition(x.count == y.count, "rows of equal length")
    var sum: Number = 0
    for index in x.indices { sum += x[index] * y[index] }
    return sum
  }
}
