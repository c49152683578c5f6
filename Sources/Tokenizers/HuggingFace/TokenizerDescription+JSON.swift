public import JSON

extension TokenizerDescription {
  /// Reads a `tokenizer.json` of Hugging Face's tokenizers, with what stands beside it.
  ///
  /// Text becomes the ids that transformers 5 gives with the same files.
  ///
  /// - Parameters:
  ///   - json: The document.
  ///   - settings: The files beside it.
  /// - Throws: `TokenizerError` for a damaged file, and for parts that are not supported, by name.
  public init(
    tokenizerJSON json: JSONValue, settings: TokenizerSettings
  ) throws(TokenizerError) {
    let vocabulary = try JSONVocabulary(json)
    let states = Self.mentions(json["pre_tokenizer"], "ByteLevel")
    let own = TokenizerClass.named(
      settings, isByteLevel: states || Self.mentions(json["decoder"], "ByteLevel"))
    // T5's class knows pieces with scores, the others those that merge by rank.
    let kind = (own == .t5 ? .unigram : .characterBPE) == vocabulary.model ? own : nil
    var steps = try kind == nil ? JSONSteps.splits(json["pre_tokenizer"]) : []
    // Pieces are bytes unless steps bring characters that the byte alphabet does not have.
    let isByteLevel =
      kind?.isByteLevel
      ?? (states && vocabulary.model == .characterBPE && vocabulary.wordSuffix.isEmpty
        && JSONSteps.leavesAlphabet(steps))
    if isByteLevel { JSONSteps.leaveAlphabetToVocabulary(&steps) }
    var description = TokenizerDescription(
      model: isByteLevel ? .byteLevelBPE : vocabulary.model, pieces: PieceList())
    vocabulary.fill(&description)
    description.strippedLeadingSpaces = 0
    // One class makes the tokens around a text from flags that it is not given beside a file.
    description.frame = kind == .gptNeoX ? nil : try JSONSteps.frame(json["post_processor"])
    if let kind {
      if kind == .t5 { description.normalization = try JSONSteps.characterMap(json["normalizer"]) }
      kind.apply(settings, to: &description)
    } else {
      description.normalization = try JSONSteps.normalization(json["normalizer"])
      description.preTokenization = steps.isEmpty ? .none : .steps(steps)
      try JSONSteps.decode(json["decoder"], into: &description)
    }
    try description.name(vocabulary, kind, listed: json["added_tokens"], settings)
    self = description
  }

  /// Names the special tokens, and adds those that stand beside the vocabulary.
  private mutating func name(
    _ vocabulary: JSONVocabulary, _ kind: TokenizerClass?, listed: JSONValue?,
    _ settings: TokenizerSettings
  ) throws(TokenizerError) {
    for token in listed?.array ?? [] where token["content"]?.string == nil || token["id"] == nil {
      throw TokenizerError(.malformed, "an added token of tokenizer.json lacks its id or content")
    }
    var added = try AddedVocabulary(pieces: vocabulary.pieces)
    if byteFallback { typeBytePieces(vocabulary.pieces) }
    var names = TokenNames(settings, listed: listed, defaults: kind?.defaultNames ?? [:])
    if kind == .t5 { names = names.withFurther(try TokenizerClass.sentinels(settings)) }
    if kind == nil {
      for token in listed?.array ?? [] {
        if let token = NamedToken(token, isSpecial: false) { added.add(token) }
      }
    }
    added.add(names)
    if kind == .qwen2 {
      for token in names.roles.map(\.token) + names.further {
        added.add(NamedToken(token.content, isSpecial: true))
      }
    }
    func id(_ role: String) -> Int? { names.content(of: role).flatMap(added.id) }
    if kind == .t5 {
      frame = Frame(prefix: [], suffix: [id("eos_token")].compactMap { $0 })
    } else if kind != nil {
      unknown = id("unk_token")
    }
    if unknown == nil {
      unknown = id("unk_token")
      leavesOutUnknown = true
    }
    added.fill(&self)
    beginningOfText = id("bos_token")
    endOfText = id("eos_token")
    padding = id("pad_token")
    if settings.config == nil, settings.specialTokens == nil {
      beginningOfText = frame?.prefix.first
      endOfText = frame?.suffix.last
    }
    addsBeginningOfText = beginningOfText != nil && frame?.prefix.first == beginningOfText
    addsEndOfText = endOfText != nil && frame?.suffix.last == endOfText
    additionalEndOfGeneration = settings.endOfGeneration
    readTemplates(settings.config)
  }

  /// Types the pieces `<0x00>` to `<0xFF>` as bytes.
  private mutating func typeBytePieces(_ pieces: PieceList) {
    for id in kinds.indices where kinds[id] == .normal {
      if TokenizerCore.byteValue(pieces[id]) != nil { kinds[id] = .byte }
    }
  }

  /// Takes the chat templates of `tokenizer_config.json`.
  mutating func readTemplates(_ config: JSONValue?) {
    chatTemplate = config?["chat_template"]?.string
    for entry in config?["chat_template"]?.array ?? [] {
      guard let name = entry["name"]?.string, let template = entry["template"]?.string else {
        continue
      }
      namedChatTemplates[name] = template
      if name == "default" { chatTemplate = template }
    }
  }

  /// Tells whether a step of this type stands anywhere in a sequence of steps.
  private static func mentions(_ step: JSONValue?, _ type: String) -> Bool {
    if step?["type"]?.string == type { return true }
    let parts = step?["pretokenizers"]?.array ?? step?["decoders"]?.array ?? []
    return parts.contains { mentions($0, type) }
  }
}

extension Tokenizer {
  /// Makes a tokenizer of a `tokenizer.json`, with what stands beside it.
  ///
  /// - Parameters:
  ///   - json: The document.
  ///   - config: `tokenizer_config.json`: names of special tokens, chat templates.
  ///   - specialTokens: `special_tokens_map.json`, asked where the configuration is silent.
  ///   - endOfGeneration: Ids that end a generation, from `generation_config.json`.
  /// - Throws: `TokenizerError` for a damaged file, and for parts that are not supported, by name.
  public init(
    tokenizerJSON json: JSONValue, config: JSONValue? = nil, specialTokens: JSONValue? = nil,
    endOfGeneration: Set<Int> = []
  ) throws(TokenizerError) {
    var settings = TokenizerSettings()
    settings.config = config
    settings.specialTokens = specialTokens
    settings.endOfGeneration = endOfGeneration
    try self.init(TokenizerDescription(tokenizerJSON: json, settings: settings))
  }
}
