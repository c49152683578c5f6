import JSON

extension TokenizerDescription {
  /// Reads a SentencePiece model, the file `tokenizer.model`, with what stands beside it.
  ///
  /// Text becomes the ids that transformers 5 gives with the same files; without settings, those
  /// that SentencePiece gives.
  ///
  /// - Throws: `TokenizerError` for a file that is damaged or of a kind other than BPE and unigram.
  public init(
    sentencePieceModel bytes: some Collection<UInt8>, settings: TokenizerSettings
  ) throws(TokenizerError) {
    try self.init(sentencePieceModel: bytes)
    additionalEndOfGeneration.formUnion(settings.endOfGeneration)
    guard !settings.isEmpty else { return }
    var kind = TokenizerClass.named(settings, isByteLevel: false)
    if ![.llama, .gemma, .t5].contains(kind) { kind = nil }
    if kind == .t5 { try appendSentinels(settings) } else if let kind { mergeByRank(kind) }
    try addTokens(kind, settings)
    if kind == .t5 {
      addsBeginningOfText = false
      addsEndOfText = endOfText != nil
    } else if let config = settings.config {
      addsBeginningOfText = beginningOfText != nil && config["add_bos_token"]?.bool == true
      addsEndOfText = endOfText != nil && config["add_eos_token"]?.bool == true
    }
    readTemplates(settings.config)
    if let kind {
      // The class has rules of its own; of the model's normaliser, T5's takes the character map.
      if kind == .t5, !characterMap.isEmpty { normalization = [.characterMap(characterMap)] }
      spacePrefix = .never
      escapesWhitespace = false
      removesExtraWhitespace = false
      characterMap = []
      let isKnown = unknown
      kind.apply(settings, to: &self)
      unknown = isKnown
    } else {
      followModel(isLegacy: settings.isLegacy ?? true)
    }
    unknownSurface = nil
  }

  /// Puts merges in the place of scores, as the classes do that know nothing else: every way to cut
  /// a piece in two pieces is one, those of the piece with the lowest id first.
  ///
  /// A model that was trained to merge comes to the same by its scores, unless it has pieces that
  /// its scores do not order.
  private mutating func mergeByRank(_ kind: TokenizerClass) {
    let isOrdered = !kinds.contains { $0 == .userDefined || $0 == .unused }
    if model == .sentencePieceBPE, isOrdered { return }
    if model == .unigram {
      notes.append(
        "the SentencePiece model is a unigram model, but its class, \(kind.rawValue), merges: text is cut as "
          + "transformers 5 does, not as the model was trained; name PreTrainedTokenizerFast as "
          + "tokenizer_class to follow the model")
    }
    var ids: [ArraySlice<UInt8>: Int] = [:]
    for (id, piece) in pieces.enumerated() { ids[piece] = id }
    for (id, piece) in pieces.enumerated() where ids[piece] == id {
      for cut in piece.indices.dropFirst() where piece[cut] & 0xC0 != 0x80 {
        let (left, right) = (piece[..<cut], piece[cut...])
        if ids[left] != nil, ids[right] != nil { merges.append(left, right) }
      }
    }
    model = .characterBPE
    scores = []
    for id in kinds.indices where kinds[id] == .unused { kinds[id] = .normal }
  }

  /// Appends the pieces that T5's class adds to a model, the last first; scores count for it,
  /// whatever the model's kind.
  private mutating func appendSentinels(_ settings: TokenizerSettings) throws(TokenizerError) {
    model = .unigram
    for content in try TokenizerClass.sentinels(settings).reversed() {
      pieces.append(content.utf8)
      scores.append(0)
      kinds.append(.normal)
    }
  }

  /// The rules of the model itself, as transformers' general class takes them.
  private mutating func followModel(isLegacy: Bool) {
    let isPrefixed = spacePrefix != .never
    var steps: [DecodingStep] = [.replace("▁", with: " ")]
    if byteFallback { steps.append(.byteFallback) }
    if isPrefixed || byteFallback { steps.append(.fuse) }
    if isPrefixed { steps.append(.strip(" ", start: 1, stop: 0)) }
    decoding = steps
    decodesMark = true
    // A space after the text is the model's own rule; no step of transformers puts one there.
    guard isPrefixed, !isLegacy, !spaceIsSuffix else { return }
    spacePrefix = .never
    preTokenization = .steps([.metaspace(mark: "▁", prepend: .first, splits: false)])
  }

  /// Adds the tokens that the files name, and those that the model types as more than text.
  private mutating func addTokens(
    _ kind: TokenizerClass?, _ settings: TokenizerSettings
  ) throws(TokenizerError) {
    var names = TokenNames(settings, listed: nil, defaults: defaultNames(kind)).withoutOlderList()
    if kind == nil {
      rename(names.placed)
      if spacePrefix != .never { names = names.matchingOriginalText() }
    }
    if kind == .t5 { names = names.withFurther(try TokenizerClass.sentinels(settings)) }
    var added = try AddedVocabulary(pieces: pieces)
    added.add(names)
    // A unigram model finds its marks in text even where a list of further tokens takes
    // their place.
    if !names.listsFurther || model == .unigram {
      for id in kinds.indices where kinds[id] == .control || kinds[id] == .userDefined {
        // The general class leaves symbols to the segmentation, as SentencePiece does.
        if kinds[id] == .userDefined, kind == nil { continue }
        let content = String(decoding: pieces[id], as: UTF8.self)
        if added.contains(content) { continue }
        var token = NamedToken(content, isSpecial: kinds[id] == .control)
        token.isNormalized = false
        added.add(token)
      }
    }
    added.fill(&self)
    func id(_ role: String) -> Int? { names.content(of: role).flatMap(added.id) }
    beginningOfText = id("bos_token")
    endOfText = id("eos_token")
    padding = id("pad_token")
    unknown = unknown ?? id("unk_token")
  }

  private func defaultNames(_ kind: TokenizerClass?) -> [String: String] {
    if let kind { return kind.defaultNames }
    var names: [String: String] = [:]
    for (role, id) in [
      ("bos_token", beginningOfText), ("eos_token", endOfText), ("unk_token", unknown),
    ] {
      if let id { names[role] = String(decoding: pieces[id], as: UTF8.self) }
    }
    return names
  }

  /// Gives pieces the names that tokens have at their places, unless another piece has it.
  private mutating func rename(_ placed: [(id: Int, token: NamedToken)]) {
    var names: [Int: String] = [:]
    for (id, token) in placed where id >= 0 && id < pieces.count { names[id] = token.content }
    let changed = names.filter { !pieces[$0.key].elementsEqual($0.value.utf8) }
    guard !changed.isEmpty else { return }
    let kept = Set(pieces.indices.filter { names[$0] == nil }.map { pieces[$0] })
    var renamed = PieceList()
    for id in pieces.indices {
      if let name = changed[id], !kept.contains(Array(name.utf8)[...]) {
        renamed.append(name.utf8)
      } else {
        renamed.append(pieces[id])
      }
    }
    pieces = renamed
  }
}
