/// The traits of a format of weights: its row in `StorageFormat.traits`, which everything
/// else reads.
package struct FormatTraits: Sendable {
  /// The name that files and commands use, such as `Q4_K`.
  package let name: String
  /// Bits of one value, without scales.
  package let bits: Int
  /// Values that share one block; 1 for plain numbers.
  package let elementsPerBlock: Int
  /// Bytes of one block.
  package let bytesPerBlock: Int
  /// Bytes of a block that hold binary16 scales and minima.
  package let scaleBytes: Range<Int>
  /// The number that GGUF files whose matrices all have the format give in `general.file_type`.
  package let fileType: UInt32
  /// Loss by rounding normally distributed values, measured: the root of the squared error over
  /// that of the squares.
  package let typicalLoss: Double
  /// Tells whether values are written in it, and not only read.
  package let isWritten: Bool
  /// The format that a matrix takes instead if its rows do not fill blocks: the next larger one
  /// with smaller blocks.
  let substitute: StorageFormat
  /// The format with more bits that llama-quantize gives a tensor which deserves more, whatever the
  /// mix; `nil` if it stays.
  let raised: StorageFormat?

  /// A row; `block` is values and bytes.
  init(
    _ name: String, bits: Int, block: (elements: Int, bytes: Int), scales: Range<Int> = 0..<0,
    fileType: UInt32, loss: Double, isWritten: Bool = true, substitute: StorageFormat = .f16,
    raised: StorageFormat? = nil
  ) {
    self.name = name
    self.bits = bits
    elementsPerBlock = block.elements
    bytesPerBlock = block.bytes
    scaleBytes = scales
    self.fileType = fileType
    typicalLoss = loss
    self.isWritten = isWritten
    self.substitute = substitute
    self.raised = raised
  }
}
