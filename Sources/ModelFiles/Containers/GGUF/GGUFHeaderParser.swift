import Tensors

/// Reads the parts of a GGUF header in their order.
struct GGUFHeaderParser {
  var cursor: GGUFCursor
  private(set) var version = 0

  init(cursor: GGUFCursor) { self.cursor = cursor }

  private static let magic: UInt32 = 0x4655_4747  // "GGUF"
  static let longestKey = 65_535
  private static let defaultAlignment = 32

  /// Magic, version and counts; returns the number of tensors and of metadata entries.
  mutating func preamble() throws(ModelFileError) -> (tensors: Int, entries: Int) {
    guard try cursor.uint32("the magic number") == Self.magic else {
      throw ModelFileError(
        .malformed, path: cursor.path, "this is not a GGUF file", offset: 0,
        expected: "the letters GGUF",
        got: cursor.storage.copy(0..<4).map { String($0, radix: 16) }.joined(separator: " "))
    }
    let number = try cursor.uint32("the version")
    guard number == 2 || number == 3 else { throw unsupportedVersion(number) }
    version = Int(number)
    // A tensor takes a name's length, one letter, dimensions, type and offset; an entry a key and a
    // value of a byte.
    let tensors = try cursor.count(of: "tensors", minimumBytes: 25)
    let entries = try cursor.count(of: "metadata entries", minimumBytes: 14)
    return (tensors, entries)
  }

  private func unsupportedVersion(_ number: UInt32) -> ModelFileError {
    let isSwapped = number.byteSwapped == 2 || number.byteSwapped == 3
    return ModelFileError(
      .unsupported, path: cursor.path,
      isSwapped ? "this GGUF file is big-endian" : "GGUF version \(number) is not read", offset: 4,
      expected: "version 2 or 3, little-endian",
      got: isSwapped ? "version \(number.byteSwapped), big-endian" : "version \(number)",
      advice: number > 3 && !isSwapped
        ? "a newer Carat may read it" : "convert the model again with a current converter")
  }

  /// The metadata, `count` entries of it.
  mutating func metadata(count: Int) throws(ModelFileError) -> GGUFMetadata {
    var metadata = GGUFMetadata(path: cursor.path)
    for index in 0..<count {
      let start = cursor.position
      let key = try cursor.string("the key of metadata entry \(index)", limit: Self.longestKey)
      guard !key.isEmpty else {
        throw ModelFileError(
          .malformed, path: cursor.path, "the key of metadata entry \(index) is empty",
          offset: start)
      }
      let code = try cursor.uint32("the type of key \(quoted(key))")
      let offset = cursor.position
      let value = try value(type: try valueType(code, of: key), key: key)
      let entry = GGUFMetadata.Entry(key: key, value: value, offset: offset)
      guard metadata.append(entry) else {
        throw ModelFileError(
          .malformed, path: cursor.path, "key \(quoted(key)) appears twice", offset: start)
      }
    }
    return metadata
  }

  private func valueType(_ code: UInt32, of key: String) throws(ModelFileError) -> GGUFValueType {
    guard let type = GGUFValueType(rawValue: code) else {
      throw ModelFileError(
        .malformed, path: cursor.path, "key \(quoted(key)) has an unknown type",
        offset: cursor.position - 4, expected: "0 to 12", got: "\(code)")
    }
    return type
  }

  private mutating func value(type: GGUFValueType, key: String) throws(ModelFileError) -> GGUFValue
  {
    let what = "the value of key \(quoted(key))"
    if type == .string { return .string(try cursor.string(what)) }
    guard let width = type.byteCount else { return .array(try array(key: key)) }
    let bits = try cursor.unsigned(width, what)
    return switch type {
    case .uint8: .uint8(UInt8(truncatingIfNeeded: bits))
    case .int8: .int8(Int8(truncatingIfNeeded: bits))
    case .uint16: .uint16(UInt16(truncatingIfNeeded: bits))
    case .int16: .int16(Int16(truncatingIfNeeded: bits))
    case .uint32: .uint32(UInt32(truncatingIfNeeded: bits))
    case .int32: .int32(Int32(truncatingIfNeeded: bits))
    case .uint64: .uint64(bits)
    case .int64: .int64(Int64(truncatingIfNeeded: bits))
    case .float32: .float32(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .float64: .float64(Double(bitPattern: bits))
    case .bool, .string, .array: .bool(try truth(bits, key: key))
    }
  }

  private func truth(_ bits: UInt64, key: String) throws(ModelFileError) -> Bool {
    guard bits <= 1 else {
      throw ModelFileError(
        .malformed, path: cursor.path, "key \(quoted(key)) is not a truth value",
        offset: cursor.position - 1, expected: "0 or 1", got: "\(bits)")
    }
    return bits == 1
  }

  private mutating func array(key: String) throws(ModelFileError) -> GGUFArray {
    let what = "the array of key \(quoted(key))"
    let type = try valueType(try cursor.uint32(what), of: key)
    guard type != .array else {
      throw ModelFileError(
        .unsupported, path: cursor.path, "key \(quoted(key)) is an array of arrays",
        offset: cursor.position - 4, expected: "an array of numbers, bools or strings")
    }
    let count = try cursor.count(
      of: "elements of key \(quoted(key))", minimumBytes: type.byteCount ?? 8)
    let start = cursor.position
    if let width = type.byteCount {
      // The count is at most the remaining bytes over the width, so the product fits.
      try cursor.skip(count * width, what)
    } else {
      try cursor.skipTexts(count, what)
    }
    let range = start..<cursor.position
    if type == .bool { for offset in range { try checkBool(at: offset, key: key) } }
    return GGUFArray(elementType: type, count: count, range: range, storage: cursor.storage)
  }

  private func checkBool(at offset: Int, key: String) throws(ModelFileError) {
    let byte = cursor.storage.unsignedInteger(at: offset, byteCount: 1)
    guard byte <= 1 else {
      throw ModelFileError(
        .malformed, path: cursor.path, "key \(quoted(key)) holds a byte that is not a truth value",
        offset: offset, expected: "0 or 1", got: "\(byte)")
    }
  }

  /// The alignment that the metadata ask for.
  ///
  /// The format wants a multiple of 8, ggml a power of two: both hold here.
  func alignment(_ metadata: GGUFMetadata) throws(ModelFileError) -> Int {
    let key = "general.alignment"
    guard let value = metadata[key] else { return Self.defaultAlignment }
    guard case .uint32(let number) = value, number >= 8, number.nonzeroBitCount == 1 else {
      throw ModelFileError(
        .malformed, path: cursor.path, "key '\(key)' is not an alignment",
        offset: metadata.entries.first { $0.key == key }?.offset,
        expected: "a uint32 that is a power of two and at least 8", got: value.summary)
    }
    return Int(number)
  }
}
