import JSON

extension TokenizerDescription {
  /// Reads a SentencePiece model, the file `tokenizer.model`, with what stands beside it.
  ///
  /// Text becomes the ids that transformers 5 gives with the same files; without settings, those that SentencePiece gives.
  ///
  /// - Throws: `TokenizerError` for a file that is damaged or of a kind other than BPE and unigram.
  public init(
    sentencePieceModel bytes: some Collection<UInt8>, settings: TokenizerSettings
  ) throws(TokenizerError) {
    try self.init(sentencePieceModel: bytes)
    additionalEndOfGeneration.formUnion(settings.endOfGeneration)
    guard !settings.isEmpty else { return }
    var kind = TokenizerClass.named(settings, isByteLevel: false)
    if ![.llama, .gemma].contains(kind) || model != .sentencePieceBPE { kind = nil }
    try addTokens(kind, settings)
    if let config = settings.config {
      addsBeginningOfText = beginningOfText != nil && config["add_bos_token"]?.bool == true
      addsEndOfText = endOfText != nil && config["add_eos_token"]?.bool == true
      readTemplates(config)
    }
    if let kind {
      // The class has rules of its own and does not look at the model's normaliser.
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

  /// The rules of the model itself, as transformers' general class takes them.
  private mutating func followModel(isLegacy: Bool) {
    let isPrefixed = spacePrefix != .never
    var steps: [DecodingStep] = [.replace("▁", with: " ")]
    if byteFallback { steps.append(.byteFallback) }
    if isPrefixed || byteFallback { steps.append(.fuse) }
    if isPrefixed { steps.append(.strip(" ", start: 1, stop: 0)) }
    decoding = steps
    decodesMark = true
    guard isPrefixed, !isLegacy else { return }
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
    var added = try AddedVocabulary(pieces: pieces)
    added.add(names)
    // A unigram model finds its marks in text even where a list of further tokens takes their place.
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
