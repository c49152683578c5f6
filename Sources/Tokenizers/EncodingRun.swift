/// One encoding: the memory that it needs, and the ids so far.
struct EncodingRun {
  private let core: TokenizerCore
  private(set) var ids: [Int] = []
  private var merger = Merger()
  private var wasUnknown = false
  /// End of the word that is being encoded; `nil` if its last character is left out.
  private var wordEnd: Int?
  private var cache: WordCache?

  init(_ core: TokenizerCore) { self.core = core }

  /// Encodes a text; special tokens are recognised only inside `open` stretches.
  mutating func encode(_ text: [UInt8], open: [Range<Int>], addsFrame: Bool) {
    let description = core.description
    let frame = description.frame
    let first = description.addsBeginningOfText ? description.beginningOfText.map { [$0] } : nil
    let last = description.addsEndOfText ? description.endOfText.map { [$0] } : nil
    if addsFrame { ids.append(contentsOf: frame?.prefix ?? first ?? []) }
    var isFirst = true
    for fragment in core.recognizer.fragments(text, open: open) {
      switch fragment {
      case .token(let id): ids.append(id)
      case .text(let range):
        encodeSection(text, range, isFirst: isFirst, parsesSpecial: Self.contains(open, range))
      }
      isFirst = false
    }
    if addsFrame { ids.append(contentsOf: frame?.suffix ?? last ?? []) }
  }

  private static func contains(_ open: [Range<Int>], _ range: Range<Int>) -> Bool {
    open.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
  }

  /// Encodes a stretch between special tokens.
  private mutating func encodeSection(
    _ text: [UInt8], _ range: Range<Int>, isFirst: Bool, parsesSpecial: Bool
  ) {
    if core.normalizer.isIdentity, core.sentencePiece == nil,
      !core.recognizer.searchesNormalizedText
    {
      return encodeNormalized(text, range, isFirst: isFirst)
    }
    var rewritten = Array(text[range])
    var isFirst = isFirst
    if !core.normalizer.isIdentity {
      rewritten = core.normalizer.normalize(rewritten, isFirst: &isFirst)
    }
    if let normalizer = core.sentencePiece {
      let prefix = core.description.spacePrefix
      let addsSpace = prefix == .everySection || prefix == .atStart && isFirst
      if isFirst, normalizer.takesBeginning(of: rewritten) { isFirst = false }
      rewritten = normalizer.normalize(rewritten, 0..<rewritten.count, addsSpace: addsSpace)
    }
    guard core.recognizer.searchesNormalizedText else {
      return encodeNormalized(rewritten, 0..<rewritten.count, isFirst: isFirst)
    }
    for fragment in core.recognizer.normalizedFragments(rewritten, parsesSpecial: parsesSpecial) {
      switch fragment {
      case .token(let id): ids.append(id)
      case .text(let part): encodeNormalized(rewritten, part, isFirst: isFirst)
      }
      isFirst = false
    }
  }

  private mutating func encodeNormalized(_ text: [UInt8], _ range: Range<Int>, isFirst: Bool) {
    guard !core.splitter.isIdentity else { return encodeWord(text, range) }
    let buffer = core.splitter.split(text, range, isFirst: isFirst)
    cache = buffer.words.count > 64 ? WordCache() : nil
    for word in buffer.words { encodeCached(buffer.text, word) }
    cache = nil
  }

  /// Encodes a word, or copies the ids of the same word earlier in the text.
  private mutating func encodeCached(_ text: [UInt8], _ word: Range<Int>) {
    guard let known = cache?.find(text, word) else {
      let start = ids.count
      encodeWord(text, word)
      cache?.insert(text, word, ids: start..<ids.count)
      return
    }
    for index in known { ids.append(ids[index]) }
  }

  private mutating func encodeWord(_ given: [UInt8], _ range: Range<Int>) {
    wasUnknown = false
    wordEnd = range.upperBound
    var (text, word) = (given, range)
    if core.leavesOutText {
      // What is left out does not keep its neighbours from merging.
      let hasEnd = spell(&text, word)
      word = 0..<text.count
      wordEnd = hasEnd ? text.count : nil
    }
    switch core.segmentation {
    case .unigram(let segmenter):
      segmenter.segment(text, word) { id, range in
        if let id { append(id) } else { appendUnknown(text, range) }
      }
    case .byRank(let table):
      // A word is one piece or none as it came, not once something has been left out of it.
      if core.ignoresMerges, let id = wholePiece(given, range) { return append(id) }
      core.isByteLevel ? startFromBytes(text, word) : startFromCharacters(text, word)
      merger.run(table, text: text)
      appendMerged(text, table)
    case .byScore(let ranking): encodeByScore(text, word, ranking)
    }
  }

  /// The piece that is a whole word.
  ///
  /// Where pieces are bytes in their alphabet, one that is written in other characters is none,
  /// although it reads like the word.
  private func wholePiece(_ text: [UInt8], _ word: Range<Int>) -> Int? {
    guard let id = core.textTable.find(text, word) else { return nil }
    let isForeign =
      core.isByteLevel && !text[word].allSatisfy { (0x21...0x7E).contains($0) }
      && core.description.pieces[id].elementsEqual(text[word])
    return isForeign ? nil : id
  }

  /// Leaves the characters of a word that the vocabulary can express, and returns whether its last
  /// one is among them.
  private func spell(_ text: inout [UInt8], _ word: Range<Int>) -> Bool {
    var kept: [UInt8] = []
    var hasEnd = false
    var position = word.lowerBound
    while position < word.upperBound {
      let length =
        core.isByteLevel
        ? 1 : UTF8Scalar.read(text, at: position, end: word.upperBound).length
      let unit = position..<position + length
      hasEnd = isSpelled(text, unit, isLast: unit.upperBound == word.upperBound)
      if hasEnd { kept += text[unit] }
      position += length
    }
    text = kept
    return hasEnd
  }

  private func isSpelled(_ text: [UInt8], _ unit: Range<Int>, isLast: Bool) -> Bool {
    character(text, unit, isLast: isLast) != nil || core.expressesAsBytes(text, unit)
  }

  /// The piece of a character, which at the end of a word carries a suffix in some vocabularies.
  private func character(_ text: [UInt8], _ unit: Range<Int>, isLast: Bool) -> Int? {
    let suffix = core.description.wordSuffix
    guard isLast, !suffix.isEmpty else { return core.textTable.find(text, unit) }
    let ended = Array(text[unit]) + suffix.utf8
    return core.textTable.find(ended, 0..<ended.count)
  }

  /// Puts out what merging has made; a token that plain text must not become is merged anew
  /// without it.
  private mutating func appendMerged(_ text: [UInt8], _ table: MergeTable) {
    for symbol in merger.symbols {
      let range = symbol.start..<symbol.end
      if symbol.id < 0 {
        appendUnknown(text, range)
      } else if core.isReserved[Int(symbol.id)] {
        var parts = Merger()
        swap(&parts, &merger)
        core.isByteLevel ? startFromBytes(text, range) : startFromCharacters(text, range)
        merger.run(UnreservedRanking(table: table, isReserved: core.isReserved), text: text)
        let symbols = merger.symbols
        swap(&parts, &merger)
        for symbol in symbols {
          symbol.id < 0 ? appendUnknown(text, symbol.start..<symbol.end) : append(Int(symbol.id))
        }
      } else {
        append(Int(symbol.id))
      }
    }
  }

  private mutating func append(_ id: Int) {
    ids.append(id)
    wasUnknown = false
  }

  /// Stands in for text without a piece: bytes where the vocabulary has them, else the unknown
  /// token, else nothing.
  private mutating func appendUnknown(_ text: [UInt8], _ range: Range<Int>) {
    if core.expressesAsBytes(text, range) {
      for index in range { append(Int(core.byteIDs[Int(text[index])])) }
    } else if let unknown = core.description.unknown, !core.description.leavesOutUnknown {
      if !wasUnknown || !core.description.fusesUnknown { ids.append(unknown) }
      wasUnknown = true
    }
  }

  private mutating func startFromBytes(_ text: [UInt8], _ word: Range<Int>) {
    merger.symbols.removeAll(keepingCapacity: true)
    for index in word {
      merger.symbols.append(
        Symbol(id: core.byteIDs[Int(text[index])], start: index, end: index + 1))
    }
  }

  private mutating func startFromCharacters(_ text: [UInt8], _ word: Range<Int>) {
    merger.symbols.removeAll(keepingCapacity: true)
    var position = word.lowerBound
    while position < word.upperBound {
      let end = position + UTF8Scalar.read(text, at: position, end: word.upperBound).length
      let id = character(text, position..<end, isLast: end == wordEnd)
      merger.symbols.append(
        Symbol(id: id.map { Int32(truncatingIfNeeded: $0) } ?? -1, start: position, end: end))
      position = end
    }
  }

  private mutating func encodeByScore(_ text: [UInt8], _ word: Range<Int>, _ ranking: ScoreRanking)
  {
    merger.symbols.removeAll(keepingCapacity: true)
    let symbols = core.sentencePiece?.userDefined
    var position = word.lowerBound
    while position < word.upperBound {
      if let symbols, let match = symbols.longest(text, at: position, end: word.upperBound) {
        merger.symbols.append(
          Symbol(
            id: Int32(truncatingIfNeeded: match.id), isFrozen: true, start: position,
            end: position + match.length))
        position += match.length
        continue
      }
      let end = position + UTF8Scalar.read(text, at: position, end: word.upperBound).length
      merger.symbols.append(Symbol(id: -1, start: position, end: end))
      position = end
    }
    let hasUnused = core.hasUnused
    let characters = hasUnused ? merger.symbols : []
    merger.run(ranking, text: text)
    let merged = merger.symbols
    for symbol in merged {
      let range = symbol.start..<symbol.end
      guard let id = symbol.id >= 0 ? Int(symbol.id) : core.textTable.find(text, range) else {
        appendUnknown(text, range)
        continue
      }
      if hasUnused, core.kinds[id] == .unused {
        appendParts(text, range, characters, ranking)
      } else {
        append(id)
      }
    }
  }

  /// Puts out what a piece that takes part in merging only was made of: the last two parts before
  /// it, and theirs in turn.
  private mutating func appendParts(
    _ text: [UInt8], _ range: Range<Int>, _ characters: [Symbol], _ ranking: ScoreRanking
  ) {
    let parts = characters.filter { range.lowerBound <= $0.start && $0.end <= range.upperBound }
    merger.symbols = parts
    merger.run(ranking.limited(to: range.count - 1), text: text)
    for symbol in merger.symbols {
      let part = symbol.start..<symbol.end
      guard let id = symbol.id >= 0 ? Int(symbol.id) : core.textTable.find(text, part) else {
        appendUnknown(text, part)
        continue
      }
      if core.kinds[id] != .unused {
        append(id)
      } else if parts.count > 1 {
        appendParts(text, part, parts, ranking)
      } else {
        appendUnknown(text, part)
      }
    }
  }
}
