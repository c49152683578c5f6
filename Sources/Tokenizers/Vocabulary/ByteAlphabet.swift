/// The printable alphabet in which byte-level vocabularies write their pieces.
///
/// Every byte has one character: printable Latin-1 bytes stand for themselves, the rest for U+0100
/// and on, in order (Radford et al. 2019, the code published with GPT-2). `Ġ` is a space, `Ċ` a
/// line feed.
struct ByteAlphabet {
  /// The scalar of each byte.
  private let scalars: [UInt32]
  /// The byte of each scalar below U+0144; 256 where there is none.
  private let bytes: [UInt16]

  init() {
    var next: UInt32 = 0x100
    scalars = (0..<256).map { (byte: UInt32) -> UInt32 in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return byte
      default:
        next += 1
        return next - 1
      }
    }
    var bytes = [UInt16](repeating: 256, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar)] = UInt16(byte) }
    self.bytes = bytes
  }

  /// The byte that the character at `index` stands for, and `index` moved past it; 256 for any
  /// other character.
  @inline(__always)
  func next(_ text: Span<UInt8>, _ index: inout Int, end: Int) -> UInt16 {
    let lead = text[index]
    index += 1
    if lead >= 0x21, lead <= 0x7E { return UInt16(lead) }
    var scalar = Int(lead)
    if scalar >= 0x80 {
      guard scalar >= 0xC2, scalar <= 0xC5, index < end, text[index] & 0xC0 == 0x80 else {
        return 256
      }
      scalar = (scalar & 0x1F) << 6 | Int(text[index] & 0x3F)
      index += 1
    }
    let bytes = bytes.span
    return scalar < bytes.count ? bytes[scalar] : 256
  }

  /// Writes the bytes that a piece stands for at `position` and moves it past them; returns false,
  /// and leaves `position` as it was, if the piece has other characters.
  func decode(
    _ text: Span<UInt8>, _ range: Range<Int>, into output: inout MutableSpan<UInt8>,
    at position: inout Int
  ) -> Bool {
    var (index, filled) = (range.lowerBound, position)
    while index < range.upperBound {
      let byte = next(text, &index, end: range.upperBound)
      guard byte < 256 else { return false }
      output[filled] = UInt8(truncatingIfNeeded: byte)
      filled += 1
    }
    position = filled
    return true
  }

  /// Appends the bytes that a piece stands for; leaves `output` as it was and returns false if it
  /// has other characters.
  func decode(_ text: [UInt8], _ range: Range<Int>, into output: inout [UInt8]) -> Bool {
    let mark = output.count
    let text = text.span
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = next(text, &index, end: range.upperBound)
      guard byte < 256 else {
        output.removeSubrange(mark...)
        return false
      }
      output.append(UInt8(truncatingIfNeeded: byte))
    }
    return true
  }

  /// The piece that stands for these bytes, as UTF-8.
  func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var piece: [UInt8] = []
    for byte in bytes { UTF8Scalar.append(scalars[Int(byte)], to: &piece) }
    return piece
  }
}
