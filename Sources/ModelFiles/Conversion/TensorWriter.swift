import Tensors

/// A file that takes tensors one after another, in its own order, and appears when it is complete.
protocol TensorWriter: AnyObject {
  /// The tensors in the order in which their bytes must be appended.
  var tensors: [WeightEntry] { get }
  /// Appends bytes of the current tensor.
  func append(_ bytes: borrowing RawSpan) throws(ModelFileError)
  /// Gives the file its name.
  func finish() throws(ModelFileError)
}

extension GGUFWriter: TensorWriter {}
extension SafetensorsWriter: TensorWriter {}
