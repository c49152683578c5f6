/// One step through text that claims to be UTF-8: a scalar, or one byte that is not part of any.
struct UTF8Scalar {
  /// The code point; U+FFFD for a stray byte.
  var value: UInt32
  /// Bytes taken.
  var length: Int
  /// Tells whether the bytes are well formed.
  var isValid: Bool

  /// Reads at a position that lies before `end` (Unicode 15, table 3-7).
  @inline(__always)
  static func read(_ bytes: [UInt8], at position: Int, end: Int) -> UTF8Scalar {
    let lead = bytes[position]
    if lead < 0x80 { return UTF8Scalar(value: UInt32(lead), length: 1, isValid: true) }
    return readLong(bytes, at: position, end: end, lead: lead)
  }

  /// Tells whether bytes are UTF-8 from beginning to end.
  static func areValid(_ bytes: Span<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      if lead >= 0xC2, lead < 0xE0, index + 1 < bytes.count, bytes[index + 1] & 0xC0 == 0x80 {
        index += 2
        continue
      }
      let length = expectedLength(lead)
      guard length > 2, length <= bytes.count - index, continues(lead, bytes[index + 1]),
        bytes[index + 2] & 0xC0 == 0x80, length == 3 || bytes[index + 3] & 0xC0 == 0x80
      else { return false }
      index += length
    }
    return true
  }

  private static let stray = UTF8Scalar(value: 0xFFFD, length: 1, isValid: false)

  private static func readLong(_ bytes: [UInt8], at position: Int, end: Int, lead: UInt8)
    -> UTF8Scalar
  {
    let length = expectedLength(lead)
    guard length > 1, position + length <= end else { return stray }
    guard continues(lead, bytes[position + 1]) else { return stray }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = bytes[position + offset]
      guard byte & 0xC0 == 0x80 else { return stray }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return UTF8Scalar(value: value, length: length, isValid: true)
  }

  /// The number of bytes that a lead byte announces; 0 for a byte that cannot lead.
  static func expectedLength(_ lead: UInt8) -> Int {
    switch lead {
    case 0..<0x80: 1
    case 0xC2..<0xE0: 2
    case 0xE0..<0xF0: 3
    case 0xF0..<0xF5: 4
    default: 0
    }
  }

  /// Tells whether a second byte may follow this lead byte: no overlong forms, surrogates or values
  /// past U+10FFFF.
  static func continues(_ lead: UInt8, _ second: UInt8) -> Bool {
    switch lead {
    case 0xE0: (0xA0...0xBF).contains(second)
    case 0xED: (0x80...0x9F).contains(second)
    case 0xF0: (0x90...0xBF).contains(second)
    case 0xF4: (0x80...0x8F).contains(second)
    default: second & 0xC0 == 0x80
    }
  }

  /// The number of bytes at the end that later bytes may complete to a character.
  static func incompleteLength(_ bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let start = bytes.count - length
      let lead = bytes[start]
      if lead & 0xC0 == 0x80 { continue }
      guard expectedLength(lead) > length else { return 0 }
      return length == 1 || continues(lead, bytes[start + 1]) ? length : 0
    }
    return 0
  }

  /// Appends a code point as UTF-8.
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    switch value {
    case 0..<0x80: bytes.append(UInt8(value))
    case 0x80..<0x800:
      bytes.append(0xC0 | UInt8(value >> 6))
      bytes.append(0x80 | UInt8(value & 0x3F))
    case 0x800..<0x10000:
      bytes.append(0xE0 | UInt8(value >> 12))
      bytes.append(0x80 | UInt8(value >> 6 & 0x3F))
      bytes.append(0x80 | UInt8(value & 0x3F))
    default:
      bytes.append(0xF0 | UInt8(value >> 18 & 0x07))
      bytes.append(0x80 | UInt8(value >> 12 & 0x3F))
      bytes.append(0x80 | UInt8(value >> 6 & 0x3F))
      bytes.append(0x80 | UInt8(value & 0x3F))
    }
  }
}
