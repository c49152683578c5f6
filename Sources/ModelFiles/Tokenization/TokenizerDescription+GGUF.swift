import Tokenizers

extension TokenizerDescription {
  /// The same tokenizer in the terms that GGUF has: published splitting rules, and pieces
  /// with scores.
  ///
  /// - Throws: `TokenizerError` if there are no such terms.
  func expressedForGGUF() throws(TokenizerError) -> TokenizerDescription {
    guard !spaceIsSuffix || spacePrefix == .never else {
      throw TokenizerError(.unsupported, "GGUF has no word for a space that is put after the text")
    }
    guard wordSuffix.isEmpty else {
      throw TokenizerError(
        .unsupported, "GGUF has no word for the suffix \(wordSuffix) at the end of words")
    }
    var result = self
    try result.simplifyFrame()
    switch model {
    case .sentencePieceBPE, .unigram:
      try result.adoptMarks()
      return try result.checkingNormalization()
    case .byteLevelBPE:
      result.preTokenization = .rule(try publishedRule())
      return result
    case .characterBPE:
      if preTokenization == .rule("gemma-4") { return result }
      return try result.scored()
    }
  }

  /// GGUF knows one token before a text and one after it.
  private mutating func simplifyFrame() throws(TokenizerError) {
    guard let frame else { return }
    let (first, last) = (frame.prefix.first, frame.suffix.last)
    guard frame.prefix.count <= 1, frame.suffix.count <= 1 else {
      throw TokenizerError(.unsupported, "GGUF has no word for several tokens around a text")
    }
    (addsBeginningOfText, addsEndOfText) = (first != nil, last != nil)
    beginningOfText = first ?? beginningOfText
    endOfText = last ?? endOfText
    self.frame = nil
  }

  private func checkingNormalization() throws(TokenizerError) -> TokenizerDescription {
    var result = self
    for step in normalization {
      guard case .characterMap(let map) = step, result.characterMap.isEmpty else {
        throw TokenizerError(.unsupported, "GGUF has no word for the normalisation \(step)")
      }
      result.characterMap = map
    }
    result.normalization = []
    return result
  }

  /// The rule in the published table that does exactly what the steps do.
  private func publishedRule() throws(TokenizerError) -> String {
    if case .rule(let name) = preTokenization { return name }
    guard case .steps(let steps) = preTokenization else {
      throw TokenizerError(
        .unsupported, "GGUF has no word for byte-level merging without splitting")
    }
    var patterns: [String] = []
    for step in steps {
      switch step {
      case .pattern(let pattern, .isolated, inverted: false),
        .pattern(let pattern, .removed, inverted: true):
        patterns.append(pattern)
      case .spacePrefix:
        // With the key llama.cpp would take a space off answers, and put none before texts.
        throw TokenizerError(
          .unsupported,
          "GGUF has no word for a space before the text of a byte-level vocabulary "
            + "(add_prefix_space): llama.cpp heeds add_space_prefix there only where it makes text")
      case .digits(let individual): patterns.append(individual ? #"\p{N}"# : #"\p{N}+"#)
      default:
        throw TokenizerError(.unsupported, "GGUF has no word for the splitting step \(step)")
      }
    }
    let rule = SplitRule.published.first {
      $0.patterns == patterns && $0.normalization == normalization
        && $0.ignoresMerges == ignoresMerges
    }
    guard let name = rule?.names.first else {
      throw TokenizerError(.unsupported, "no published splitting rule has the patterns \(patterns)")
    }
    return name
  }

  /// Merging by rank as merging by score: the pieces that merges make, in the order of their
  /// first merge.
  private func scored() throws(TokenizerError) -> TokenizerDescription {
    var result = self
    try result.adoptSpaces()
    var ids: [ArraySlice<UInt8>: Int] = [:]
    ids.reserveCapacity(pieces.count)
    for (id, piece) in pieces.enumerated() { ids[piece] = ids[piece] ?? id }
    var scores = [Float](repeating: 0, count: pieces.count)
    var rank: Float = 0
    for index in 0..<merges.count {
      let line = Array(merges.line(index).utf8)
      // The first byte may itself be a space.
      guard let split = line.dropFirst().firstIndex(of: 0x20),
        let id = ids[ArraySlice(line[..<split] + line[(split + 1)...])], scores[id] == 0
      else { continue }
      rank -= 1
      scores[id] = rank
    }
    result.model = .sentencePieceBPE
    result.scores = scores
    result.merges = MergeList()
    return result
  }

  /// Replaces the steps that put marks for spaces by the rules of SentencePiece that they imitate.
  private mutating func adoptSpaces() throws(TokenizerError) {
    for step in normalization {
      switch step {
      case .prepend("▁"): spacePrefix = .everySection
      case .replace(" ", with: "▁"): escapesWhitespace = true
      default: throw TokenizerError(.unsupported, "GGUF has no word for the normalisation \(step)")
      }
    }
    normalization = []
    try adoptMarks()
  }

  /// Replaces the splitting steps that put marks for spaces in the same way.
  private mutating func adoptMarks() throws(TokenizerError) {
    guard case .steps(let steps) = preTokenization else {
      preTokenization = .none
      return
    }
    for step in steps {
      switch step {
      // Pieces of a unigram model do not reach from word to word, so that cutting there
      // changes nothing.
      case .metaspace(mark: "▁", let prepend, let splits) where !splits || model == .unigram:
        escapesWhitespace = true
        spacePrefix = prepend == .never ? .never : prepend == .first ? .atStart : .everySection
      // Spaces are gone when this step looks for them.
      case .literal(" ", _, inverted: false) where escapesWhitespace: break
      default:
        throw TokenizerError(.unsupported, "GGUF has no word for the splitting step \(step)")
      }
    }
    preTokenization = .none
  }
}
