import ModelSpec
import Tensors

/// A tensor that is going to be written, and where its values come from.
struct PlannedTensor {
  /// Name, shape and format.
  var declaration: TensorDeclaration
  /// The values.
  var content: TensorContent
}

/// The source of the values of a tensor; nothing is read before the tensor's turn.
enum TensorContent {
  /// Rows one after another, with a number added to each value.
  case rows(() throws -> [RowRun], adding: Float)
  /// The transpose of rows one after another.
  case transposed(() throws -> [RowRun])
  /// A few values.
  case values([Float])
  /// Random values.
  case random(RandomRows)
}

/// Rows of a tensor, in their order or in another.
struct RowRun {
  /// The tensor.
  var tensor: Tensor
  /// The row at each place, or `nil` for the tensor's own order.
  var order: [Int]?

  /// Number of rows.
  var rowCount: Int { order?.count ?? tensor.rows }

  /// The rows at some places.
  func places(_ range: Range<Int>) -> RowRun {
    RowRun(tensor: tensor, order: order.map { Array($0[range]) } ?? Array(range))
  }
}
