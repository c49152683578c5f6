import ModelSpec
import Tensors

/// Writes the part of a GGUF file that comes before the values.
struct GGUFHeaderEncoder {
  let alignment: Int
  let entries: [WeightEntry]
  private let metadata: [(key: String, value: GGUFValue)]
  private let path: String
  private static let widestAlignment = 1 << 20

  /// Checks that the format can hold this.
  init(
    path: String, metadata: [(key: String, value: GGUFValue)], tensors: [TensorDeclaration]
  ) throws(ModelFileError) {
    self.path = path
    self.metadata = metadata
    var keys = GGUFMetadata(path: path)
    for (key, value) in metadata {
      let entry = GGUFMetadata.Entry(key: key, value: value, offset: 0)
      guard !key.isEmpty, key.utf8.count <= GGUFHeaderParser.longestKey, keys.append(entry) else {
        throw ModelFileError(
          .mismatched, path: path, "metadata keys must be there once each, and not too long",
          expected: "1 to \(GGUFHeaderParser.longestKey) bytes", got: quoted(key))
      }
    }
    let cursor = GGUFCursor(storage: try Self.empty(path), path: path)
    alignment = try GGUFHeaderParser(cursor: cursor).alignment(keys)
    guard alignment <= Self.widestAlignment else {
      throw ModelFileError(
        .mismatched, path: path, "key 'general.alignment' is too large to be written",
        expected: "at most \(Self.widestAlignment)", got: "\(alignment)")
    }
    entries = try TensorSequence.entries(for: tensors, path: path)
    for entry in entries { try Self.check(entry, path: path) }
  }

  private static func empty(_ path: String) throws(ModelFileError) -> Storage {
    do { return try Storage(allocating: 0) } catch { throw ModelFileError(error, path: path) }
  }

  private static func check(_ entry: WeightEntry, path: String) throws(ModelFileError) {
    guard entry.name.utf8.count <= GGUFHeaderParser.longestName else {
      throw ModelFileError(
        .mismatched, path: path, "tensor name \(quoted(entry.name)) is too long for GGUF",
        expected: "at most \(GGUFHeaderParser.longestName) bytes",
        got: "\(entry.name.utf8.count)")
    }
    guard entry.shape.count <= GGUFHeaderParser.mostDimensions, entry.shape.allSatisfy({ $0 > 0 })
    else {
      throw ModelFileError(
        .mismatched, path: path, "tensor \(quoted(entry.name)) has a shape that GGUF cannot hold",
        expected: "at most \(GGUFHeaderParser.mostDimensions) dimensions, none empty",
        got: "\(entry.shape)")
    }
  }

  /// Writes the header and pads to where the values begin.
  func write(to file: AtomicFile) throws(FileWriteError) {
    var bytes = Array("GGUF".utf8)
    bytes.append(littleEndian: UInt32(3))
    bytes.append(littleEndian: UInt64(entries.count))
    bytes.append(littleEndian: UInt64(metadata.count))
    try file.write(bytes)
    for (key, value) in metadata { try write(key, value, to: file) }
    var offset = 0
    for entry in entries {
      try file.write(description(of: entry, offset: offset))
      offset += (entry.byteCount + alignment - 1) / alignment * alignment
    }
    try file.pad(to: alignment)
  }

  private func write(
    _ key: String, _ value: GGUFValue, to file: AtomicFile
  ) throws(FileWriteError) {
    var bytes: [UInt8] = []
    bytes.append(text: key)
    bytes.append(littleEndian: value.type.rawValue)
    switch value {
    case .uint8(let value): bytes.append(littleEndian: value)
    case .int8(let value): bytes.append(littleEndian: UInt8(bitPattern: value))
    case .uint16(let value): bytes.append(littleEndian: value)
    case .int16(let value): bytes.append(littleEndian: UInt16(bitPattern: value))
    case .uint32(let value): bytes.append(littleEndian: value)
    case .int32(let value): bytes.append(littleEndian: UInt32(bitPattern: value))
    case .uint64(let value): bytes.append(littleEndian: value)
    case .int64(let value): bytes.append(littleEndian: UInt64(bitPattern: value))
    case .float32(let value): bytes.append(littleEndian: value.bitPattern)
    case .float64(let value): bytes.append(littleEndian: value.bitPattern)
    case .bool(let value): bytes.append(value ? 1 : 0)
    case .string(let value): bytes.append(text: value)
    case .array(let array):
      bytes.append(littleEndian: array.elementType.rawValue)
      bytes.append(littleEndian: UInt64(array.count))
      try file.write(bytes)
      return try array.storage.withBytes(in: array.range) { elements throws(FileWriteError) in
        try file.write(elements)
      }
    }
    try file.write(bytes)
  }

  private func description(of entry: WeightEntry, offset: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(text: entry.name)
    bytes.append(littleEndian: UInt32(entry.shape.count))
    for extent in entry.shape.reversed() { bytes.append(littleEndian: UInt64(extent)) }
    bytes.append(littleEndian: entry.format?.rawValue ?? 0)
    bytes.append(littleEndian: UInt64(offset))
    return bytes
  }
}

extension [UInt8] {
  /// Appends a text's length in 8 bytes, then its UTF-8.
  fileprivate mutating func append(text: String) {
    append(littleEndian: UInt64(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}
