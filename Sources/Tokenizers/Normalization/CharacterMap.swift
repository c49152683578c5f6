/// The compiled character map of a SentencePiece normaliser: a double-array trie over
/// replacement strings.
///
/// Layout: length of the trie in bytes (32-bit, little endian), the trie's 32-bit units, then the
/// replacements, each ended by a zero byte (sentencepiece, `normalizer.cc`; the trie is that
/// of darts-clone).
struct CharacterMap: Sendable {
  private let units: [UInt32]
  private let replacements: [UInt8]

  /// Reads a map; an empty one replaces nothing.
  init(_ bytes: [UInt8]) throws(TokenizerError) {
    guard !bytes.isEmpty else {
      units = []
      replacements = []
      return
    }
    guard bytes.count >= 4 else {
      throw TokenizerError(
        .malformed, "the character map has \(bytes.count) bytes, expected 4 or more")
    }
    let size = Int(Self.word(bytes, 0))
    guard size % 4 == 0, size > 0, size <= bytes.count - 4 else {
      throw TokenizerError(
        .malformed,
        "the trie of the character map takes \(size) bytes, but only \(bytes.count - 4) follow")
    }
    units = (0..<size / 4).map { Self.word(bytes, 4 + 4 * $0) }
    replacements = Array(bytes[(4 + size)...])
  }

  private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
      | UInt32(bytes[at + 3]) << 24
  }

  /// Tells whether nothing is replaced.
  var isEmpty: Bool { units.isEmpty }

  /// The longest key at a position, and where its replacement lies in `bytes(of:)`.
  func longest(_ text: [UInt8], at position: Int, end: Int) -> (
    length: Int, replacement: Range<Int>
  )? {
    guard let root = units.first else { return nil }
    var node = Self.offset(root)
    var best: (Int, Int)?
    var index = position
    while index < end {
      let byte = UInt32(text[index])
      node ^= byte
      guard Int(node) < units.count else { break }
      let unit = units[Int(node)]
      guard unit & 0x8000_00FF == byte else { break }
      node ^= Self.offset(unit)
      index += 1
      if unit >> 8 & 1 == 1, Int(node) < units.count {
        best = (index - position, Int(units[Int(node)] & 0x7FFF_FFFF))
      }
    }
    guard let (length, start) = best, start <= replacements.count else { return nil }
    let limit = min(start + Self.replacementLimit, replacements.count)
    guard let stop = replacements[start..<limit].firstIndex(of: 0) else { return nil }
    return (length, start..<stop)
  }

  /// The longest that Unicode asks for has 33 bytes; without a bound, a short text could be made to
  /// fill all memory.
  private static let replacementLimit = 256

  /// The bytes of a replacement.
  func bytes(of replacement: Range<Int>) -> ArraySlice<UInt8> { replacements[replacement] }

  private static func offset(_ unit: UInt32) -> UInt32 {
    (unit >> 10) << ((unit & 0x200) >> 6)
  }
}
