extension Tokenizer {
  /// The bytes of a `tokenizer.model` that SentencePiece reads with equal ids.
  ///
  /// - Throws: `TokenizerError` for a tokenizer that merges by rank, which the format
  ///   cannot express.
  public func sentencePieceModel() throws(TokenizerError) -> [UInt8] {
    let description = core.description
    let type: UInt64
    switch description.model {
    case .unigram: type = 1
    case .sentencePieceBPE: type = 2
    case .byteLevelBPE, .characterBPE:
      throw TokenizerError(
        .unsupported,
        "a tokenizer that merges by rank (\(description.model.rawValue)) has no SentencePiece form")
    }
    var file = ProtobufWriter()
    for (id, piece) in description.pieces.enumerated() {
      var message = ProtobufWriter()
      message.write(1, bytes: piece)
      message.write(2, float: description.scores[id])
      if core.kinds[id] != .normal { message.write(3, varint: UInt64(core.kinds[id].rawValue)) }
      file.write(1, bytes: message.bytes)
    }
    file.write(2, bytes: trainer(type).bytes)
    file.write(3, bytes: normalizer.bytes)
    return file.bytes
  }

  private func trainer(_ type: UInt64) -> ProtobufWriter {
    let description = core.description
    var message = ProtobufWriter()
    message.write(3, varint: type)
    message.write(4, varint: UInt64(vocabularySize))
    if description.spaceIsSuffix { message.write(24, varint: 1) }
    message.write(35, varint: description.byteFallback ? 1 : 0)
    if let surface = description.unknownSurface { message.write(44, bytes: surface.utf8) }
    let ids = [
      description.unknown, description.beginningOfText, description.endOfText, description.padding,
    ]
    for (offset, id) in ids.enumerated() {
      // A token that is not there has the id -1, as a 64-bit number.
      message.write(40 + offset, varint: id.map { UInt64($0) } ?? .max)
      if let id { message.write(45 + offset, bytes: description.pieces[id]) }
    }
    return message
  }

  private var normalizer: ProtobufWriter {
    let description = core.description
    var message = ProtobufWriter()
    message.write(1, bytes: (description.characterMap.isEmpty ? "identity" : "custom").utf8)
    message.write(2, bytes: description.characterMap)
    message.write(3, varint: description.spacePrefix == .never ? 0 : 1)
    message.write(4, varint: description.removesExtraWhitespace ? 1 : 0)
    message.write(5, varint: description.escapesWhitespace ? 1 : 0)
    return message
  }
}

/// Writes the fields of one protocol-buffer message.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(_ number: Int, varint value: UInt64) {
    varint(UInt64(number) << 3)
    varint(value)
  }

  mutating func write(_ number: Int, float value: Float) {
    varint(UInt64(number) << 3 | 5)
    for shift in [0, 8, 16, 24] {
      bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(shift)))
    }
  }

  mutating func write(_ number: Int, bytes value: some Collection<UInt8>) {
    varint(UInt64(number) << 3 | 2)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }
}
