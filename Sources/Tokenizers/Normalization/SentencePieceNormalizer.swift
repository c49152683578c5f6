/// Rewrites text as SentencePiece does before it looks for pieces: character map, whitespace rules,
/// `▁` for space.
struct SentencePieceNormalizer: Sendable {
  /// `▁` (U+2581).
  static let mark: [UInt8] = [0xE2, 0x96, 0x81]
  /// U+FFFD.
  static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  let map: CharacterMap
  let removesExtraWhitespace: Bool
  let escapesWhitespace: Bool
  /// Symbols that are left as they are.
  let userDefined: LiteralMatcher
  /// Tells whether the space that is added stands after the text.
  let spaceIsSuffix: Bool
  /// Tells whether bytes that are not UTF-8 are kept, to become byte pieces.
  let keepsStrayBytes: Bool

  /// The normalised form of a stretch of text, with one more space if `addsSpace`.
  func normalize(_ text: [UInt8], _ range: Range<Int>, addsSpace: Bool) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(range.count + range.count / 2 + 3)
    var position = range.lowerBound
    if removesExtraWhitespace { position = skipSpace(text, range) }
    guard position < range.upperBound else { return [] }
    if addsSpace, !spaceIsSuffix { appendSpace(&output) }
    var followsSpace = removesExtraWhitespace
    while position < range.upperBound {
      position += appendUnit(text, position, range.upperBound, &output, &followsSpace)
    }
    if removesExtraWhitespace { trim(&output) }
    if addsSpace, spaceIsSuffix { appendSpace(&output) }
    return output
  }

  /// Tells whether the text begins with spaces that are taken away.
  func takesBeginning(of text: [UInt8]) -> Bool {
    removesExtraWhitespace && skipSpace(text, 0..<text.count) > 0
  }

  private func appendSpace(_ output: inout [UInt8]) {
    if escapesWhitespace { output.append(contentsOf: Self.mark) } else { output.append(0x20) }
  }

  /// Normalises what stands at a position, and returns the number of bytes it took.
  private func appendUnit(
    _ text: [UInt8], _ position: Int, _ end: Int, _ output: inout [UInt8],
    _ followsSpace: inout Bool
  ) -> Int {
    let (length, unit) = unit(text, position, end)
    var bytes = unit
    if followsSpace { bytes = bytes.drop { $0 == 0x20 } }
    for byte in bytes {
      if byte == 0x20 { appendSpace(&output) } else { output.append(byte) }
    }
    if let last = bytes.last { followsSpace = removesExtraWhitespace && last == 0x20 }
    return length
  }

  private func unit(_ text: [UInt8], _ position: Int, _ end: Int) -> (Int, ArraySlice<UInt8>) {
    if !userDefined.isEmpty, let match = userDefined.longest(text, at: position, end: end) {
      return (match.length, text[position..<position + match.length])
    }
    if !map.isEmpty, let match = map.longest(text, at: position, end: end) {
      return (match.length, map.bytes(of: match.replacement))
    }
    let scalar = UTF8Scalar.read(text, at: position, end: end)
    if !scalar.isValid, !keepsStrayBytes { return (1, Self.replacement[...]) }
    return (scalar.length, text[position..<position + scalar.length])
  }

  private func skipSpace(_ text: [UInt8], _ range: Range<Int>) -> Int {
    var position = range.lowerBound
    while position < range.upperBound {
      let (length, unit) = unit(text, position, range.upperBound)
      guard unit.elementsEqual([0x20]) else { break }
      position += length
    }
    return position
  }

  private func trim(_ output: inout [UInt8]) {
    let space = escapesWhitespace ? Self.mark : [0x20]
    while output.count >= space.count, output.suffix(space.count).elementsEqual(space) {
      output.removeLast(space.count)
    }
  }
}
