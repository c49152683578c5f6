public import Tensors

/// Writes a GGUF file, version 3, tensor by tensor; the file appears under its name when it
/// is complete.
///
/// Make it with everything but the values, `append` the values of `tensors` in order, then
/// `finish`. A writer that is dropped before leaves nothing behind.
public final class GGUFWriter {
  /// The tensors in the order in which their bytes must be appended.
  public var tensors: [WeightEntry] { sequence.entries }
  private let file: AtomicFile
  private let alignment: Int
  private var sequence: TensorSequence

  /// Starts a file and writes its header.
  ///
  /// - Parameters:
  ///   - path: Where the file will be.
  ///   - metadata: Keys and values in their order; `general.alignment`, a `uint32`, is honoured,
  ///     and 32 without it.
  ///   - tensors: What will be written.
  ///   - replacing: Whether a file that has the name gives way to the new one when that
  ///     is complete.
  /// - Throws: `ModelFileError` for what the format cannot hold, and for what the system refuses.
  public init(
    creating path: String, metadata: [(key: String, value: GGUFValue)],
    tensors: [TensorDeclaration], replacing: Bool = true
  ) throws(ModelFileError) {
    let header = try GGUFHeaderEncoder(path: path, metadata: metadata, tensors: tensors)
    alignment = header.alignment
    sequence = TensorSequence(header.entries, path: path)
    do {
      file = try AtomicFile(creating: path, replacing: replacing)
      try header.write(to: file)
    } catch { throw ModelFileError(error) }
  }

  /// Appends bytes of the current tensor: all of them, or a part.
  public func append(_ bytes: borrowing RawSpan) throws(ModelFileError) {
    let isComplete = try sequence.count(bytes.byteCount)
    do {
      try file.write(bytes)
      if isComplete { try file.pad(to: alignment) }
    } catch { throw ModelFileError(error) }
  }

  /// Appends the values of a tensor as they are stored.
  public func append(_ tensor: Tensor) throws(ModelFileError) {
    let range = tensor.offset..<tensor.offset + tensor.byteCount
    try tensor.storage.withBytes(in: range) { bytes throws(ModelFileError) in try append(bytes) }
  }

  /// Makes the file durable and gives it its name.
  public func finish() throws(ModelFileError) {
    try sequence.checkComplete()
    do { try file.commit() } catch { throw ModelFileError(error) }
  }
}

extension AtomicFile {
  /// Writes zeros up to a multiple of `alignment`.
  func pad(to alignment: Int) throws(FileWriteError) {
    let rest = position % alignment
    if rest > 0 { try write([UInt8](repeating: 0, count: alignment - rest)) }
  }
}
