private import JSON
package import Tensors
private import Tokenizers

/// The header of a safetensors file: a length in 8 bytes, then JSON that names types, shapes
/// and places.
///
/// The layout is that of https://github.com/huggingface/safetensors; a header of more than 100 MB
/// is refused there and here.
public struct SafetensorsHeader: Sendable {
  /// A tensor's description, and where its values lie.
  public struct TensorRecord: Sendable, Hashable {
    /// Name, shape, format and size.
    public let entry: WeightEntry
    /// Start of the values, in bytes from the start of the file.
    public let offset: Int
    let type: SafetensorsType
  }

  /// Writer's notes about the file.
  public let metadata: [String: String]
  /// Tensors in the order of their values.
  public let tensors: [TensorRecord]
  /// Bytes of the header; opening a file reads no others.
  public let byteCount: Int

  private static let longest = 100_000_000

  /// Reads a header from a file's bytes and checks that the values fill the rest of the
  /// file exactly.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: The file's name, for messages.
  /// - Throws: `ModelFileError` for anything that the format does not allow.
  public init(
    parsing bytes: some Collection<UInt8>, path: String = "safetensors"
  ) throws(ModelFileError) {
    let storage: Storage
    do { storage = try Storage(copying: bytes) } catch {
      throw ModelFileError(error, path: path)
    }
    try self.init(parsing: storage, path: path)
  }

  /// Reads a header from a mapped file.
  package init(parsing storage: Storage, path: String) throws(ModelFileError) {
    let length = try Self.length(storage, path: path)
    byteCount = 8 + length
    guard storage.unsignedInteger(at: 8, byteCount: 1) == UInt64(UInt8(ascii: "{")) else {
      throw ModelFileError(
        .malformed, path: path, "the safetensors header is not a JSON object", offset: 8,
        expected: "'{'")
    }
    let json: JSONValue
    do { json = try JSONValue(parsing: storage.copy(8..<8 + length), depthLimit: 8) } catch {
      throw ModelFileError(
        .malformed, path: path, "the safetensors header is not valid JSON: \(error.problem)",
        offset: 8 + error.offset)
    }
    let parser = SafetensorsHeaderParser(path: path, dataOffset: byteCount)
    let members = json.object ?? JSONObject()
    metadata = try parser.metadata(members["__metadata__"])
    let records = try parser.tensors(members)
    tensors = try parser.checkedPlaces(records, dataBytes: storage.count - byteCount)
  }

  private static func length(_ storage: Storage, path: String) throws(ModelFileError) -> Int {
    guard storage.count >= 8 else {
      throw ModelFileError(
        .truncated, path: path, "the file is too short for safetensors",
        expected: "at least 8 bytes", got: "\(storage.count)", advice: "get the file again")
    }
    let announced = storage.unsignedInteger(at: 0, byteCount: 8)
    guard let length = Int(exactly: announced), length <= longest else {
      throw ModelFileError(
        .malformed, path: path, "this is not a safetensors file, or its header is too long",
        offset: 0, expected: "a header of at most \(longest) bytes", got: "\(announced)")
    }
    guard length <= storage.count - 8 else {
      throw ModelFileError(
        .truncated, path: path, "the file ends inside the safetensors header", offset: 8,
        expected: "\(length) bytes", got: "\(storage.count - 8)", advice: "get the file again")
    }
    guard length >= 2 else {
      throw ModelFileError(
        .malformed, path: path, "the safetensors header is too short", offset: 0,
        expected: "at least 2 bytes", got: "\(length)")
    }
    return length
  }
}
