extension TokenizerCore {
  static func checkedKinds(_ description: TokenizerDescription) throws(TokenizerError)
    -> [PieceKind]
  {
    let count = description.pieces.count
    guard count > 0 else { throw TokenizerError(.malformed, "the vocabulary is empty") }
    guard count <= Int(Int32.max) else {
      throw TokenizerError(
        .tooLarge, "the vocabulary has \(count) pieces, at most \(Int32.max) fit")
    }
    if description.kinds.isEmpty { return [PieceKind](repeating: .normal, count: count) }
    guard description.kinds.count == count else {
      throw TokenizerError(
        .inconsistent, "there are \(count) pieces, but \(description.kinds.count) piece types")
    }
    return description.kinds
  }

  static func checkedScores(_ description: TokenizerDescription) throws(TokenizerError) -> [Float] {
    let count = description.pieces.count
    guard description.scores.count == count else {
      throw TokenizerError(
        .inconsistent, "there are \(count) pieces, but \(description.scores.count) scores")
    }
    if let id = description.scores.firstIndex(where: { !$0.isFinite }) {
      throw TokenizerError(
        .malformed,
        "the score of piece \(id) is \(description.scores[id]), expected a finite number")
    }
    return description.scores
  }

  static func checkPieces(_ description: TokenizerDescription) throws(TokenizerError) {
    if description.pieces.areValid(limit: pieceLimit) { return }
    // Something is wrong; this tells what.
    let bytes = description.pieces.bytes
    for id in description.pieces.indices {
      let range = description.pieces.range(of: id)
      guard range.count <= pieceLimit else {
        throw TokenizerError(
          .tooLarge, "piece \(id) has \(range.count) bytes, at most \(pieceLimit) are accepted")
      }
      var position = range.lowerBound
      while position < range.upperBound {
        let scalar = UTF8Scalar.read(bytes, at: position, end: range.upperBound)
        guard scalar.isValid else {
          throw TokenizerError(
            .malformed, "piece \(id), \(quoted(description.pieces[id])), is not valid UTF-8")
        }
        position += scalar.length
      }
    }
  }

  /// The bytes of each piece of a byte-level vocabulary; marks that are not in the byte alphabet
  /// stay as they are written.
  static func byteTexts(_ pieces: PieceList, _ kinds: [PieceKind]) -> PieceList {
    let alphabet = ByteAlphabet()
    let written = pieces.bytes.span
    let writtenEnds = pieces.ends.span
    // What a piece stands for is never longer than what is written.
    var bytes = [UInt8](repeating: 0, count: written.count)
    var ends = [Int](repeating: 0, count: writtenEnds.count)
    var output = bytes.mutableSpan
    var outputEnds = ends.mutableSpan
    var (start, filled) = (0, 0)
    for id in writtenEnds.indices {
      let range = start..<writtenEnds[id]
      let isText = kinds[id] == .normal || kinds[id] == .unused
      if !isText || !alphabet.decode(written, range, into: &output, at: &filled) {
        for index in range {
          output[filled] = written[index]
          filled += 1
        }
      }
      outputEnds[id] = filled
      start = range.upperBound
    }
    bytes.removeLast(bytes.count - filled)
    return PieceList(checked: bytes, ends: ends)
  }

  /// The ids of the pieces that are one byte.
  static func singleBytes(_ table: PieceTable) -> [Int32] {
    (0..<256).map { byte in
      table.find([UInt8(byte)], 0..<1).map { Int32(truncatingIfNeeded: $0) } ?? -1
    }
  }

  /// The ids of the byte pieces `<0x00>` to `<0xFF>`.
  static func bytePieces(
    _ description: TokenizerDescription, _ kinds: [PieceKind]
  ) throws(TokenizerError) -> [Int32] {
    var ids = [Int32](repeating: -1, count: 256)
    for id in kinds.indices where kinds[id] == .byte {
      guard let byte = byteValue(description.pieces[id]) else {
        throw TokenizerError(
          .malformed,
          "byte piece \(id) is written \(quoted(description.pieces[id])), expected <0x00> to <0xFF>"
        )
      }
      ids[Int(byte)] = Int32(truncatingIfNeeded: id)
    }
    return ids
  }

  /// The byte that a piece such as `<0x0A>` stands for.
  static func byteValue(_ piece: ArraySlice<UInt8>) -> UInt8? {
    guard piece.count == 6, piece.starts(with: "<0x".utf8), piece.last == UInt8(ascii: ">"),
      let high = hexadecimal(piece[piece.startIndex + 3]),
      let low = hexadecimal(piece[piece.startIndex + 4])
    else { return nil }
    return high << 4 | low
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
