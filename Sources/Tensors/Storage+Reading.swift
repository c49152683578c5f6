// What the file formats need from storage: copies, and integers at any byte.
extension Storage {
  /// Storage of its own with a copy of `bytes`.
  package convenience init(copying bytes: some Collection<UInt8>) throws(StorageError) {
    try self.init(allocating: bytes.count)
    mutableBytes.copyBytes(from: bytes)
  }

  /// Storage of its own with a copy of `range` of another.
  package convenience init(copying range: Range<Int>, of other: Storage) throws(StorageError) {
    precondition(range.lowerBound >= 0 && range.upperBound <= other.count)
    try self.init(allocating: range.count)
    mutableBytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: other.bytes[range]))
  }

  /// Storage of its own with float32 values.
  package convenience init(copying values: [Float]) throws(StorageError) {
    try self.init(allocating: values.count * 4)
    values.withUnsafeBytes { mutableBytes.copyMemory(from: $0) }
  }

  /// The little-endian unsigned integer of 1, 2, 4 or 8 bytes at `offset`, which need not
  /// be aligned.
  package func unsignedInteger(at offset: Int, byteCount: Int) -> UInt64 {
    precondition(offset >= 0 && byteCount >= 0 && byteCount <= count && offset <= count - byteCount)
    switch byteCount {
    case 1: return UInt64(bytes[offset])
    case 2:
      return UInt64(
        UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    case 4:
      return UInt64(
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    case 8:
      return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    default: preconditionFailure("integers have 1, 2, 4 or 8 bytes")
    }
  }

  /// The little-endian 32-bit integers that fill a range of bytes.
  package func words(in range: Range<Int>) -> [UInt32] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count && range.count % 4 == 0)
    let bytes = bytes
    return [UInt32](unsafeUninitializedCapacity: range.count / 4) { words, filled in
      for index in 0..<range.count / 4 {
        let word = bytes.loadUnaligned(
          fromByteOffset: range.lowerBound + 4 * index, as: UInt32.self)
        words.initializeElement(at: index, to: UInt32(littleEndian: word))
      }
      filled = range.count / 4
    }
  }

  /// A copy of some bytes.
  package func copy(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return Array(bytes[range])
  }

  /// Some bytes as text, or `nil` if they are not valid UTF-8.
  package func string(in range: Range<Int>) -> String? {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return String(validating: bytes[range], as: UTF8.self)
  }
}
