public import Tensors

// Arrays made in memory, to be written.
extension GGUFArray {
  /// An array of texts.
  public init(_ strings: some Collection<String>) throws(StorageError) {
    var bytes: [UInt8] = []
    for string in strings {
      bytes.append(littleEndian: UInt64(string.utf8.count))
      bytes.append(contentsOf: string.utf8)
    }
    try self.init(elementType: .string, count: strings.count, bytes: bytes)
  }

  /// An array of signed 32-bit integers.
  public init(_ integers: some Collection<Int32>) throws(StorageError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(integers.count * 4)
    for integer in integers { bytes.append(littleEndian: UInt32(bitPattern: integer)) }
    try self.init(elementType: .int32, count: integers.count, bytes: bytes)
  }

  /// An array of unsigned 32-bit integers.
  public init(_ integers: some Collection<UInt32>) throws(StorageError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(integers.count * 4)
    for integer in integers { bytes.append(littleEndian: integer) }
    try self.init(elementType: .uint32, count: integers.count, bytes: bytes)
  }

  /// An array of binary32 numbers.
  public init(_ floats: some Collection<Float>) throws(StorageError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(floats.count * 4)
    for float in floats { bytes.append(littleEndian: float.bitPattern) }
    try self.init(elementType: .float32, count: floats.count, bytes: bytes)
  }

  /// An array of truth values.
  public init(_ bools: some Collection<Bool>) throws(StorageError) {
    try self.init(elementType: .bool, count: bools.count, bytes: bools.map { $0 ? 1 : 0 })
  }

  /// An array of bytes.
  public init(bytes: [UInt8]) throws(StorageError) {
    try self.init(elementType: .uint8, count: bytes.count, bytes: bytes)
  }

  private init(elementType: GGUFValueType, count: Int, bytes: [UInt8]) throws(StorageError) {
    let storage = try Storage(copying: bytes)
    self.init(elementType: elementType, count: count, range: 0..<bytes.count, storage: storage)
  }
}

extension [UInt8] {
  /// Appends an integer, lowest byte first.
  mutating func append(littleEndian value: some FixedWidthInteger & UnsignedInteger) {
    for index in 0..<value.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: value >> (index * 8)))
    }
  }
}
