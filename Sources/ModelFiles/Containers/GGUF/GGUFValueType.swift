/// The types of metadata values; the raw value is the number in the file.
public enum GGUFValueType: UInt32, Sendable, Hashable, CaseIterable {
  /// An unsigned 8-bit integer.
  case uint8 = 0
  /// A signed 8-bit integer.
  case int8 = 1
  /// An unsigned 16-bit integer.
  case uint16 = 2
  /// A signed 16-bit integer.
  case int16 = 3
  /// An unsigned 32-bit integer.
  case uint32 = 4
  /// A signed 32-bit integer.
  case int32 = 5
  /// An IEEE binary32 number.
  case float32 = 6
  /// A byte that is 0 or 1.
  case bool = 7
  /// A length in 8 bytes, then UTF-8.
  case string = 8
  /// An element type in 4 bytes, a count in 8, then the elements.
  case array = 9
  /// An unsigned 64-bit integer.
  case uint64 = 10
  /// A signed 64-bit integer.
  case int64 = 11
  /// An IEEE binary64 number.
  case float64 = 12

  /// Bytes of a value, or `nil` where they depend on the value.
  var byteCount: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    case .string, .array: nil
    }
  }

  /// Tells whether values are signed or unsigned integers.
  var isInteger: Bool {
    switch self {
    case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: true
    case .float32, .float64, .bool, .string, .array: false
    }
  }

  /// The integer of this type with these little-endian bits, or `nil` if it does not fit `Int`.
  func integer(bits: UInt64) -> Int? {
    switch self {
    case .uint8, .uint16, .uint32, .uint64: Int(exactly: bits)
    case .int8: Int(Int8(truncatingIfNeeded: bits))
    case .int16: Int(Int16(truncatingIfNeeded: bits))
    case .int32: Int(Int32(truncatingIfNeeded: bits))
    case .int64: Int(Int64(truncatingIfNeeded: bits))
    case .float32, .float64, .bool, .string, .array: nil
    }
  }

  /// The number of this type with these little-endian bits.
  func number(bits: UInt64) -> Double? {
    switch self {
    case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .float64: Double(bitPattern: bits)
    default: integer(bits: bits).map(Double.init)
    }
  }
}
