/// The tables behind a tokenizer, made once and shared by its copies.
final class TokenizerCore: Sendable {
  /// The algorithm that turns a word into ids.
  enum Segmentation: Sendable {
    case byScore(ScoreRanking)
    case byRank(MergeTable)
    case unigram(UnigramSegmenter)
  }

  /// Longer pieces do not occur; the bound keeps the search for symbols linear in the text.
  static let pieceLimit = 2048

  let description: TokenizerDescription
  let kinds: [PieceKind]
  /// Marks the tokens that begin or end a turn or a text, or stand for none: templates write them,
  /// plain text never does.
  let isReserved: [Bool]
  /// The text of each piece: for a byte-level vocabulary its bytes, else as written.
  let texts: PieceList
  /// Finds pieces that ordinary text may become.
  let textTable: PieceTable
  /// Finds all other pieces.
  let otherTable: PieceTable
  /// The id that stands for each byte, or -1.
  let byteIDs: [Int32]
  /// Tells whether some bytes have no id.
  let lacksBytes: Bool
  let segmentation: Segmentation
  let normalizer: TextNormalizer
  let sentencePiece: SentencePieceNormalizer?
  let splitter: Splitter
  let recognizer: TokenRecognizer
  let ignoresMerges: Bool
  /// Tells whether some pieces take part in merging only.
  let hasUnused: Bool
  let endOfGeneration: Set<Int>
  /// The steps from pieces to text, at the beginning of a text; `nil` where the vocabulary's own
  /// rules say how.
  let decoding: DecodingPipeline?

  init(_ given: TokenizerDescription) throws(TokenizerError) {
    let kinds = try Self.checkedKinds(given)
    try Self.checkPieces(given)
    let description = given.leavingOutUnknownIDs()
    self.description = description
    self.kinds = kinds
    hasUnused = kinds.contains(.unused)
    let isByteLevel = description.model == .byteLevelBPE
    let texts = isByteLevel ? Self.byteTexts(description.pieces, kinds) : description.pieces
    self.texts = texts
    endOfGeneration = Self.endOfGeneration(description, kinds)
    let isReserved = Self.reserved(description, kinds, texts, ends: endOfGeneration)
    self.isReserved = isReserved
    let ids = 0..<kinds.count
    let beside = Set(description.addedTokens.filter(\.isBesideVocabulary).map(\.id))
    func isText(_ id: Int) -> Bool {
      kinds[id].isText && !isReserved[id] && (beside.isEmpty || !beside.contains(id))
    }
    textTable = try PieceTable(texts, ids: ids, where: isText)
    otherTable = try PieceTable(texts, ids: ids) { !isText($0) }
    byteIDs = isByteLevel ? Self.singleBytes(textTable) : try Self.bytePieces(description, kinds)
    lacksBytes = byteIDs.contains(-1)
    segmentation = try Self.segmentation(description, kinds, textTable, otherTable)
    var rule: SplitRule?
    (splitter, rule) = try Self.splitter(description)
    ignoresMerges = description.ignoresMerges || rule?.ignoresMerges == true
    let steps =
      description.normalization.isEmpty ? rule?.normalization ?? [] : description.normalization
    normalizer = try TextNormalizer(steps)
    sentencePiece = try Self.sentencePiece(description, kinds, isReserved)
    recognizer = try TokenRecognizer(
      description, kinds, isReserved, sentencePiece)
    decoding = try description.decoding.map { (steps) throws(TokenizerError) in
      try DecodingPipeline(steps)
    }
  }

  private static func splitter(
    _ description: TokenizerDescription
  ) throws(TokenizerError) -> (Splitter, SplitRule?) {
    switch description.preTokenization {
    case .none: return (try Splitter([]), nil)
    case .steps(let steps): return (try Splitter(steps), nil)
    case .rule(let name):
      guard let rule = SplitRule.named(name) else {
        throw TokenizerError(
          .unsupported,
          "the splitting rule \(quoted(name)) is not known; known are "
            + SplitRule.knownNames.joined(separator: ", "))
      }
      return (try Splitter(rule.patterns.map { .pattern($0, .isolated, inverted: false) }), rule)
    }
  }

  private static func segmentation(
    _ description: TokenizerDescription, _ kinds: [PieceKind], _ table: PieceTable,
    _ others: PieceTable
  ) throws(TokenizerError) -> Segmentation {
    let pieces = description.pieces
    switch description.model {
    case .sentencePieceBPE:
      let scores = try checkedScores(description)
      return .byScore(ScoreRanking(table: table, scores: scores, longest: pieces.longest))
    case .unigram:
      let scores = try checkedScores(description)
      // Tokens that are cut out of the text beforehand are pieces like others where they are left
      // in it.
      var kinds = kinds
      for token in description.addedTokens where kinds[token.id] == .userDefined {
        kinds[token.id] = .normal
      }
      return .unigram(
        UnigramSegmenter(table: table, pieces: pieces, scores: scores, kinds: kinds))
    case .characterBPE:
      return .byRank(
        try MergeTable(description.merges, table: table, others: others, alphabet: nil))
    case .byteLevelBPE:
      return .byRank(
        try MergeTable(description.merges, table: table, others: others, alphabet: ByteAlphabet()))
    }
  }

  private static func sentencePiece(
    _ description: TokenizerDescription, _ kinds: [PieceKind], _ isReserved: [Bool]
  ) throws(TokenizerError) -> SentencePieceNormalizer? {
    let isPlain =
      !description.escapesWhitespace && !description.removesExtraWhitespace
      && description.spacePrefix == .never && description.characterMap.isEmpty
    let isOwn = description.model == .sentencePieceBPE || description.model == .unigram
    guard isOwn || !isPlain else { return nil }
    // Tokens that are cut out of the text beforehand are no symbols among its pieces.
    let added = Set(description.addedTokens.map(\.id))
    let ids = kinds.indices.filter {
      kinds[$0] == .userDefined && !isReserved[$0] && !added.contains($0)
    }
    var symbols = PieceList()
    for id in ids { symbols.append(description.pieces[id]) }
    return SentencePieceNormalizer(
      map: try CharacterMap(description.characterMap),
      removesExtraWhitespace: description.removesExtraWhitespace,
      escapesWhitespace: description.escapesWhitespace,
      userDefined: try LiteralMatcher(symbols, ids: ids),
      spaceIsSuffix: description.spaceIsSuffix,
      keepsStrayBytes: description.byteFallback)
  }

  /// Tells whether some text is left out, because no piece, byte or unknown token stands for it.
  var leavesOutText: Bool {
    description.leavesOutUnknown && description.model != .unigram
      && (isByteLevel || description.byteFallback ? lacksBytes : true)
  }

  /// Tells whether byte pieces can stand for a stretch of text.
  func expressesAsBytes(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    description.byteFallback && range.allSatisfy { byteIDs[Int(text[$0])] >= 0 }
  }

  /// Tells whether the tokenizer is byte-level: its pieces are bytes, and stray bytes survive.
  var isByteLevel: Bool { description.model == .byteLevelBPE }

  /// Tells whether `▁` in a piece stands for a space.
  var replacesMark: Bool {
    !isByteLevel && (description.escapesWhitespace || description.decodesMark)
  }

  /// Number of leading spaces that decoding takes away.
  var strippedLeadingSpaces: Int {
    if let count = description.strippedLeadingSpaces { return count }
    if description.removesExtraWhitespace { return .max }
    return description.spacePrefix == .never ? 0 : 1
  }
}
