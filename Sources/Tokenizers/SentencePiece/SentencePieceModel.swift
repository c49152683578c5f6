extension TokenizerDescription {
  /// Reads a SentencePiece model, the file `tokenizer.model`.
  ///
  /// - Throws: `TokenizerError` for a file that is damaged or of a kind other than BPE and unigram.
  public init(sentencePieceModel bytes: some Collection<UInt8>) throws(TokenizerError) {
    var reading = SentencePieceReading(bytes: Array(bytes))
    try reading.read()
    self = try reading.description()
  }
}

extension Tokenizer {
  /// Makes a tokenizer of a SentencePiece model, the file `tokenizer.model`.
  ///
  /// - Throws: `TokenizerError` for a file that is damaged or of a kind other than BPE and unigram.
  public init(sentencePieceModel bytes: some Collection<UInt8>) throws(TokenizerError) {
    try self.init(TokenizerDescription(sentencePieceModel: bytes))
  }
}

/// The parts of a SentencePiece model (`sentencepiece_model.proto`) that matter after training.
private struct SentencePieceReading {
  let bytes: [UInt8]
  private var pieces = PieceList()
  private var scores: [Float] = []
  private var kinds: [PieceKind] = []
  private var hasTrainer = false
  private var hasNormalizer = false

  // Defaults are those of the format.
  private var modelType: UInt64 = 1
  private var byteFallback = false
  private var whitespaceIsSuffix = false
  private var unknownSurface = " \u{2047} "
  private var names = ["<s>", "</s>", "<pad>"].map { Array($0.utf8) }
  private var characterMap: [UInt8] = []
  private var addsDummyPrefix = true
  private var removesExtraWhitespace = true
  private var escapesWhitespace = true

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() throws(TokenizerError) {
    var reader = ProtobufReader(bytes, 0..<bytes.count)
    while let (number, value) = try reader.next() {
      guard case .bytes(let range) = value else { continue }
      switch number {
      case 1: try readPiece(range)
      case 2: try readTrainer(range)
      case 3: try readNormalizer(range)
      case 5: try refuseDenormalizer(range)
      default: break
      }
    }
    guard !pieces.isEmpty, hasTrainer, hasNormalizer else {
      throw TokenizerError(
        .malformed,
        "the SentencePiece model has \(pieces.count) pieces, "
          + "\(hasTrainer ? "a" : "no") trainer and \(hasNormalizer ? "a" : "no") normalizer "
          + "specification; it is cut off, or another kind of file")
    }
  }

  private mutating func readPiece(_ range: Range<Int>) throws(TokenizerError) {
    var reader = ProtobufReader(bytes, range)
    var piece = 0..<0
    var score: Float = 0
    var kind = PieceKind.normal
    while let (number, value) = try reader.next() {
      switch (number, value) {
      case (1, .bytes(let range)): piece = range
      case (2, .fixed32(let bits)): score = Float(bitPattern: bits)
      case (3, .varint(let code)):
        guard let known = UInt8(exactly: code).flatMap(PieceKind.init) else {
          throw TokenizerError(
            .malformed,
            "piece \(pieces.count) of the SentencePiece model has the unknown type \(code)")
        }
        kind = known
      default: break
      }
    }
    guard !piece.isEmpty else {
      throw TokenizerError(.malformed, "piece \(pieces.count) of the SentencePiece model is empty")
    }
    pieces.append(bytes[piece])
    scores.append(score)
    kinds.append(kind)
  }

  private mutating func readTrainer(_ range: Range<Int>) throws(TokenizerError) {
    hasTrainer = true
    var reader = ProtobufReader(bytes, range)
    while let (number, value) = try reader.next() {
      switch (number, value) {
      case (3, .varint(let type)): modelType = type
      case (24, .varint(let flag)): whitespaceIsSuffix = flag != 0
      case (35, .varint(let flag)): byteFallback = flag != 0
      case (44, .bytes(let range)):
        unknownSurface = String(decoding: bytes[range], as: UTF8.self)
      case (46...48, .bytes(let range)): names[Int(number) - 46] = Array(bytes[range])
      default: break
      }
    }
  }

  private mutating func readNormalizer(_ range: Range<Int>) throws(TokenizerError) {
    hasNormalizer = true
    var reader = ProtobufReader(bytes, range)
    while let (number, value) = try reader.next() {
      switch (number, value) {
      case (2, .bytes(let range)): characterMap = Array(bytes[range])
      case (3, .varint(let flag)): addsDummyPrefix = flag != 0
      case (4, .varint(let flag)): removesExtraWhitespace = flag != 0
      case (5, .varint(let flag)): escapesWhitespace = flag != 0
      default: break
      }
    }
  }

  private func refuseDenormalizer(_ range: Range<Int>) throws(TokenizerError) {
    var reader = ProtobufReader(bytes, range)
    while let (number, value) = try reader.next() {
      guard number == 2, case .bytes(let map) = value, !map.isEmpty else { continue }
      throw TokenizerError(.unsupported, "the SentencePiece model has a denormalizer")
    }
  }

  func description() throws(TokenizerError) -> TokenizerDescription {
    let models: [UInt64: (String, TokenizerDescription.Model?)] = [
      1: ("UNIGRAM", .unigram), 2: ("BPE", .sentencePieceBPE), 3: ("WORD", nil), 4: ("CHAR", nil),
    ]
    guard let model = models[modelType]?.1 else {
      let name = models[modelType]?.0 ?? "\(modelType)"
      throw TokenizerError(
        .unsupported, "the SentencePiece model is of type \(name), expected BPE or UNIGRAM")
    }
    let unknowns = kinds.indices.filter { kinds[$0] == .unknown }
    guard unknowns.count == 1 else {
      throw TokenizerError(
        .malformed, "the SentencePiece model has \(unknowns.count) unknown pieces, expected one")
    }
    var description = TokenizerDescription(model: model, pieces: pieces)
    description.scores = scores
    description.kinds = kinds
    if byteFallback {
      // The byte piece goes before a piece that is the same zero byte, as in current sentencepiece.
      for id in kinds.indices where kinds[id] == .normal && pieces[id].elementsEqual([0]) {
        description.kinds[id] = .unused
      }
    }
    description.spacePrefix = addsDummyPrefix ? .everySection : .never
    description.spaceIsSuffix = whitespaceIsSuffix
    description.removesExtraWhitespace = removesExtraWhitespace
    description.escapesWhitespace = escapesWhitespace
    description.characterMap = characterMap
    description.byteFallback = byteFallback
    description.unknownSurface = unknownSurface
    description.unknown = unknowns[0]
    description.beginningOfText = control(names[0])
    description.endOfText = control(names[1])
    description.padding = control(names[2])
    description.addsBeginningOfText = description.beginningOfText != nil
    return description
  }

  private func control(_ name: [UInt8]) -> Int? {
    kinds.indices.first { kinds[$0] == .control && pieces[$0].elementsEqual(name) }
  }
}
