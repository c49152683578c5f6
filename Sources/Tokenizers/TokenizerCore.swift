/// The tables behind a tokenizer, made once and shared by its copies.
final class TokenizerCore: Sendable {
  /// How a word becomes ids.
  enum Segmentation: Sendable {
    case byScore(ScoreRanking)
    case byRank(MergeTable)
    case unigram(UnigramSegmenter)
  }

  /// Longer pieces do not occur; the bound keeps the search for symbols linear in the text.
  static let pieceLimit = 2048

  let description: TokenizerDescription
  let kinds: [PieceKind]
  /// The text of each piece: for a byte-level vocabulary its bytes, else as written.
  let texts: PieceList
  /// Finds pieces that ordinary text may become.
  let textTable: PieceTable
  /// Finds all other pieces.
  let otherTable: PieceTable
  /// The id that stands for each byte, or -1.
  let byteIDs: [Int32]
  let segmentation: Segmentation
  let normalizer: TextNormalizer
  let sentencePiece: SentencePieceNormalizer?
  let splitter: Splitter
  let recognizer: TokenRecognizer
  let ignoresMerges: Bool
  /// Whether some pieces take part in merging only.
  let hasUnused: Bool
  let endOfGeneration: Set<Int>

  init(_ description: TokenizerDescription) throws(TokenizerError) {
    self.description = description
    let kinds = try Self.checkedKinds(description)
    try Self.checkPieces(description)
    try Self.checkIDs(description)
    self.kinds = kinds
    hasUnused = kinds.contains(.unused)
    let isByteLevel = description.model == .byteLevelBPE
    texts = isByteLevel ? Self.byteTexts(description.pieces, kinds) : description.pieces
    let ids = 0..<kinds.count
    textTable = try PieceTable(texts, ids: ids) { kinds[$0].isText }
    otherTable = try PieceTable(description.pieces, ids: ids) { !kinds[$0].isText }
    byteIDs = isByteLevel ? Self.singleBytes(textTable) : try Self.bytePieces(description, kinds)
    segmentation = try Self.segmentation(description, kinds, textTable, otherTable)
    var rule: SplitRule?
    (splitter, rule) = try Self.splitter(description)
    ignoresMerges = description.ignoresMerges || rule?.ignoresMerges == true
    let steps =
      description.normalization.isEmpty ? rule?.normalization ?? [] : description.normalization
    normalizer = try TextNormalizer(steps)
    sentencePiece = try Self.sentencePiece(description, kinds)
    recognizer = try TokenRecognizer(description, kinds, isSentencePiece: sentencePiece != nil)
    endOfGeneration = Self.endOfGeneration(description, kinds)
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
    _ description: TokenizerDescription, _ kinds: [PieceKind]
  ) throws(TokenizerError) -> SentencePieceNormalizer? {
    let isPlain =
      !description.escapesWhitespace && !description.removesExtraWhitespace
      && description.spacePrefix == .never && description.characterMap.isEmpty
    let isOwn = description.model == .sentencePieceBPE || description.model == .unigram
    guard isOwn || !isPlain else { return nil }
    let ids = kinds.indices.filter { kinds[$0] == .userDefined }
    var symbols = PieceList()
    for id in ids { symbols.append(description.pieces[id]) }
    return SentencePieceNormalizer(
      map: try CharacterMap(description.characterMap),
      removesExtraWhitespace: description.removesExtraWhitespace,
      escapesWhitespace: description.escapesWhitespace,
      userDefined: try LiteralMatcher(symbols, ids: ids),
      keepsStrayBytes: description.byteFallback)
  }

  /// Whether a byte-level tokenizer: its pieces are bytes, and stray bytes survive.
  var isByteLevel: Bool { description.model == .byteLevelBPE }

  /// Whether `▁` in a piece stands for a space.
  var replacesMark: Bool {
    !isByteLevel && (description.escapesWhitespace || description.decodesMark)
  }

  /// How many leading spaces decoding takes away.
  var strippedLeadingSpaces: Int {
    if let count = description.strippedLeadingSpaces { return count }
    if description.removesExtraWhitespace { return .max }
    return description.spacePrefix == .never ? 0 : 1
  }
}
