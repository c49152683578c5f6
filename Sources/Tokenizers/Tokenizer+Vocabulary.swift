extension Tokenizer {
  /// The number of ids.
  public var vocabularySize: Int { core.kinds.count }

  /// Notes for a user on what the files ask for and cannot have.
  public var notes: [String] { core.description.notes }

  /// The ids that end a generation.
  public var endOfGeneration: Set<Int> { core.endOfGeneration }

  /// Kind of the piece with an id, or `nil` outside the vocabulary.
  public func kind(of id: Int) -> PieceKind? {
    core.kinds.indices.contains(id) ? core.kinds[id] : nil
  }

  /// The piece of an id as its file writes it, such as `▁the`, `Ġthe` or `<0x0A>`, or `nil` outside
  /// the vocabulary.
  public func piece(of id: Int) -> String? {
    guard core.kinds.indices.contains(id) else { return nil }
    return String(decoding: core.description.pieces[id], as: UTF8.self)
  }

  /// The id of a piece as its file writes it, or `nil` for a piece that is not in the vocabulary.
  public func id(of piece: String) -> Int? {
    let written = Array(piece.utf8)
    var forms = [written]
    if core.isByteLevel {
      var bytes: [UInt8] = []
      if ByteAlphabet().decode(written, 0..<written.count, into: &bytes) {
        forms = [bytes, written]
      }
    }
    for table in [core.otherTable, core.textTable] {
      for form in forms {
        if let id = table.find(form, 0..<form.count),
          core.description.pieces[id].elementsEqual(written)
        {
          return id
        }
      }
    }
    return nil
  }

  /// The bytes that an id stands for in text, or `nil` outside the vocabulary.
  ///
  /// They need not be UTF-8 by themselves: a character may be spread over several ids.
  public func bytes(of id: Int) -> [UInt8]? {
    guard core.kinds.indices.contains(id) else { return nil }
    let text = core.texts[id]
    switch core.kinds[id] {
    case .byte: return TokenizerCore.byteValue(text).map { [$0] }
    case .unknown:
      return core.description.unknownSurface.map { Array($0.utf8) } ?? Array(text)
    case .control: return Array(text)
    case .normal, .userDefined, .unused:
      return core.replacesMark ? Self.withSpaces(text) : Array(text)
    }
  }

  /// A token as people read it: `␣` for a space, `\\n` and the like for controls, `<F0>` for a byte
  /// of a character that is spread over several tokens; `nil` outside the vocabulary.
  package func displayText(of id: Int) -> String? {
    guard let bytes = bytes(of: id) else { return nil }
    if core.kinds[id].isSpecial { return piece(of: id) }
    var text = ""
    TextNormalizer.forEachScalar(bytes) { scalar, stretch in
      switch scalar {
      case " ": text += "␣"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case .some(let scalar): text.unicodeScalars.append(scalar)
      case nil:
        for byte in stretch {
          let digits = String(byte, radix: 16, uppercase: true)
          text += "<" + (digits.count < 2 ? "0" : "") + digits + ">"
        }
      }
    }
    return text
  }

  /// A piece with spaces for `▁`.
  private static func withSpaces(_ piece: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(piece.count)
    var index = piece.startIndex
    while index < piece.endIndex {
      if piece[index] == 0xE2, piece[index...].starts(with: SentencePieceNormalizer.mark) {
        bytes.append(0x20)
        index += 3
      } else {
        bytes.append(piece[index])
        index += 1
      }
    }
    return bytes
  }
}
