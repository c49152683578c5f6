package import Tensors

/// Everything in a GGUF file before its tensors' values.
///
/// The layout is that of https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, little-endian,
/// versions 2 and 3.
public struct GGUFHeader: Sendable {
  /// A tensor's description, and where its values lie.
  public struct TensorRecord: Sendable, Hashable {
    /// Name, shape, format and size.
    public let entry: WeightEntry
    /// Start of the values, in bytes from the start of the file.
    public let offset: Int
  }

  /// The version of the layout.
  public let version: Int
  /// Keys and values.
  public let metadata: GGUFMetadata
  /// Tensors in the order of the file.
  public let tensors: [TensorRecord]
  /// Tensors' values start at multiples of this many bytes.
  public let alignment: Int
  /// Bytes of the header; opening a file reads no others.
  public let byteCount: Int

  /// Reads a header from a file's bytes and checks that the file holds what it announces.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: The file's name, for messages.
  /// - Throws: `ModelFileError` for anything that the format does not allow.
  public init(parsing bytes: some Collection<UInt8>, path: String = "GGUF") throws(ModelFileError) {
    let storage: Storage
    do { storage = try Storage(copying: bytes) } catch {
      throw ModelFileError(error, path: path)
    }
    try self.init(parsing: storage, path: path)
  }

  /// Reads a header from a mapped file.
  package init(parsing storage: Storage, path: String) throws(ModelFileError) {
    var parser = GGUFHeaderParser(cursor: GGUFCursor(storage: storage, path: path))
    let (tensorCount, entryCount) = try parser.preamble()
    metadata = try parser.metadata(count: entryCount)
    alignment = try parser.alignment(metadata)
    tensors = try parser.tensors(count: tensorCount, alignment: alignment)
    version = parser.version
    byteCount = parser.cursor.position
  }
}
