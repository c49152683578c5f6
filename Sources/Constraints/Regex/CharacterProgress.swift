/// A character in UTF-8 that is partly read (RFC 3629, section 4).
struct CharacterProgress: Hashable {
  /// Bytes to come.
  private var left: UInt8 = 0
  /// The range of the next byte.
  private var lowest: UInt8 = 0x80
  private var highest: UInt8 = 0xBF
  /// The bits that were read; 0 where they do not matter.
  private(set) var value: UInt32 = 0
  private var matters = true

  /// No byte of a character.
  init() {}

  /// Bytes to come.
  var bytesLeft: Int { Int(left) }

  /// Tells whether it stands between two characters.
  var isBetween: Bool { left == 0 }

  /// Reads a byte.
  ///
  /// - Returns: Whether it can follow.
  mutating func read(_ byte: UInt8) -> Bool {
    guard left > 0 else { return begin(byte) }
    guard byte >= lowest, byte <= highest else { return false }
    left -= 1
    (lowest, highest) = (0x80, 0xBF)
    if matters { value = value << 6 | UInt32(byte & 0x3F) }
    return true
  }

  private mutating func begin(_ byte: UInt8) -> Bool {
    (lowest, highest, matters) = (0x80, 0xBF, true)
    switch byte {
    case 0..<0x80: (left, value) = (0, UInt32(byte))
    case 0xC2...0xDF: (left, value) = (1, UInt32(byte & 0x1F))
    case 0xE0...0xEF: (left, value) = (2, UInt32(byte & 0x0F))
    case 0xF0...0xF4: (left, value) = (3, UInt32(byte & 0x07))
    default: return false
    }
    // Neither overlong forms nor surrogates nor what is beyond Unicode.
    switch byte {
    case 0xE0: lowest = 0xA0
    case 0xED: highest = 0x9F
    case 0xF0: lowest = 0x90
    case 0xF4: highest = 0x8F
    default: break
    }
    return true
  }

  /// The scalar values that it can become.
  var scalars: ClosedRange<UInt32> {
    let shift = 6 * UInt32(left)
    guard left > 0 else { return value...value }
    let rest = shift - 6
    let low = value << shift | UInt32(lowest & 0x3F) << rest
    let high = value << shift | UInt32(highest & 0x3F) << rest | (1 << rest - 1)
    return low...high
  }

  /// Forgets which character it is, where all that it can become lead on the same way.
  mutating func forgetValue() { (value, matters) = (0, false) }

  /// Tells whether it matters which character it is.
  var isKnown: Bool { matters }
}
