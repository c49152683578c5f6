/// The bytes of a GGUF file, valid or not, put together field by field.
struct GGUFImage {
  struct TensorField {
    var name: [UInt8]
    var dimensions: [UInt64]
    var dimensionCount: UInt32?
    var type: UInt32
    var offset: UInt64

    init(
      _ name: String, _ dimensions: [UInt64], type: UInt32 = 0, offset: UInt64 = 0,
      dimensionCount: UInt32? = nil
    ) {
      self.name = Array(name.utf8)
      self.dimensions = dimensions
      self.type = type
      self.offset = offset
      self.dimensionCount = dimensionCount
    }
  }

  var magic = Array("GGUF".utf8)
  var version: UInt32 = 3
  /// The counts that the header announces, where they are not the true ones.
  var tensorCount: UInt64?
  var entryCount: UInt64?
  /// Encoded metadata entries.
  var entries: [[UInt8]] = []
  var tensors: [TensorField] = []
  var alignment = 32
  /// Bytes after the padded header.
  var data: [UInt8] = []

  /// The header without padding.
  var header: [UInt8] {
    var bytes = magic
    bytes += Self.bytes(version)
    bytes += Self.bytes(tensorCount ?? UInt64(tensors.count))
    bytes += Self.bytes(entryCount ?? UInt64(entries.count))
    for entry in entries { bytes += entry }
    for tensor in tensors {
      bytes += Self.bytes(UInt64(tensor.name.count)) + tensor.name
      bytes += Self.bytes(tensor.dimensionCount ?? UInt32(tensor.dimensions.count))
      for extent in tensor.dimensions { bytes += Self.bytes(extent) }
      bytes += Self.bytes(tensor.type) + Self.bytes(tensor.offset)
    }
    return bytes
  }

  /// The whole file.
  var bytes: [UInt8] {
    var bytes = header
    while bytes.count % alignment != 0 { bytes.append(0) }
    return bytes + data
  }

  static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  static func text(_ text: String) -> [UInt8] {
    bytes(UInt64(text.utf8.count)) + Array(text.utf8)
  }

  /// A metadata entry with the value's type number and encoded value.
  static func entry(_ key: String, type: UInt32, _ value: [UInt8]) -> [UInt8] {
    text(key) + bytes(type) + value
  }

  static func uint32(_ key: String, _ value: UInt32) -> [UInt8] {
    entry(key, type: 4, bytes(value))
  }

  static func uint16(_ key: String, _ value: UInt16) -> [UInt8] {
    entry(key, type: 2, bytes(value))
  }

  static func array(_ key: String, type: UInt32, count: UInt64, _ elements: [UInt8]) -> [UInt8] {
    entry(key, type: 9, bytes(type) + bytes(count) + elements)
  }

  /// A small valid file: two entries of text, an array, two F32 tensors.
  static var valid: GGUFImage {
    var image = GGUFImage()
    image.entries = [
      entry("general.architecture", type: 8, text("llama")),
      array("tokens", type: 8, count: 2, text("a") + text("bc")),
      uint32("llama.block_count", 2),
    ]
    image.tensors = [TensorField("a", [2, 3]), TensorField("b", [4], offset: 32)]
    image.data = [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 0, count: 8)
    image.data += [UInt8](repeating: 9, count: 16)
    return image
  }
}
