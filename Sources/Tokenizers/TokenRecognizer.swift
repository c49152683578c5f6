/// Finds tokens that are written out in text: special tokens where they are asked for, user-defined
/// ones everywhere.
struct TokenRecognizer: Sendable {
  /// A stretch of text, or a token in its place.
  enum Fragment: Sendable, Hashable {
    case text(Range<Int>)
    case token(Int)
  }

  private let isReserved: [Bool]
  private let rules: [Int: TokenizerDescription.AddedToken]
  private let original: LiteralMatcher
  private let normalized: LiteralMatcher
  /// Texts of tokens that are looked for in normalised text, as they look there, where that is not
  /// their piece.
  let normalizedTexts: [Int: [UInt8]]

  /// A recogniser for the tokens of a vocabulary.
  ///
  /// SentencePiece finds user-defined symbols after normalisation and among the other pieces, so
  /// there they are left to the segmentation.
  init(
    _ description: TokenizerDescription, _ kinds: [PieceKind], _ isReserved: [Bool],
    _ sentencePiece: SentencePieceNormalizer?
  ) throws(TokenizerError) {
    self.isReserved = isReserved
    var rules: [Int: TokenizerDescription.AddedToken] = [:]
    for token in description.addedTokens { rules[token.id] = token }
    self.rules = rules
    var original = (PieceList(), [Int]())
    var normalized = (PieceList(), [Int]())
    var texts: [Int: [UInt8]] = [:]
    let normalizer = try TextNormalizer(description.normalization)
    for id in kinds.indices {
      let isNamed = isReserved[id] || kinds[id] == .userDefined && sentencePiece == nil
      let hasRule = !rules.isEmpty && rules[id] != nil
      guard hasRule || isNamed && !description.recognizesAddedTokensOnly else { continue }
      if rules[id]?.isNormalized == true {
        var text = normalizer.normalize(Array(description.pieces[id]))
        if let sentencePiece {
          text = sentencePiece.normalize(text, 0..<text.count, addsSpace: false)
        }
        if !text.elementsEqual(description.pieces[id]) { texts[id] = text }
        normalized.0.append(text)
        normalized.1.append(id)
      } else {
        original.0.append(description.pieces[id])
        original.1.append(id)
      }
    }
    normalizedTexts = texts
    self.original = try LiteralMatcher(original.0, ids: original.1)
    self.normalized = try LiteralMatcher(normalized.0, ids: normalized.1)
  }

  /// Tells whether normalised text has to be searched too.
  var searchesNormalizedText: Bool { !normalized.isEmpty }

  /// Cuts the original text; special tokens are recognised only inside `open` stretches, which are
  /// in order.
  func fragments(_ text: [UInt8], open: [Range<Int>]) -> [Fragment] {
    fragments(text, 0..<text.count, open: open, original)
  }

  /// Cuts normalised text.
  func normalizedFragments(_ text: [UInt8], parsesSpecial: Bool) -> [Fragment] {
    let all = 0..<text.count
    return fragments(text, all, open: parsesSpecial ? [all] : [], normalized)
  }

  private func fragments(
    _ text: [UInt8], _ range: Range<Int>, open: [Range<Int>], _ matcher: LiteralMatcher
  ) -> [Fragment] {
    guard !matcher.isEmpty else { return range.isEmpty ? [] : [.text(range)] }
    var fragments: [Fragment] = []
    var pending = range.lowerBound
    var position = range.lowerBound
    var region = 0
    while position < range.upperBound {
      guard matcher.mayStart(with: text[position]) else {
        position += 1
        continue
      }
      while region < open.count, open[region].upperBound <= position { region += 1 }
      let current = region < open.count && open[region].contains(position) ? open[region] : nil
      let match = matcher.longest(text, at: position, end: range.upperBound) { id, end in
        !isReserved[id] || current.map({ end <= $0.upperBound }) == true
      }
      guard let (id, length) = match else {
        position += 1
        continue
      }
      // A token inside a word hides a shorter one at its place, as in the tokenizers package.
      if rules[id]?.isWholeWord == true, !isWholeWord(text, position, position + length) {
        position += length
        continue
      }
      // The search goes on right after the token; spaces that it has taken may begin the next one.
      var start = position
      position += length
      var end = position
      if rules[id]?.takesSpaceBefore == true {
        start = spaceStart(text, min(pending, start), start)
      }
      if rules[id]?.takesSpaceAfter == true { end = spaceEnd(text, end, range.upperBound) }
      if pending < start { fragments.append(.text(pending..<start)) }
      fragments.append(.token(id))
      pending = end
    }
    if pending < range.upperBound { fragments.append(.text(pending..<range.upperBound)) }
    return fragments
  }

  private func isWholeWord(_ text: [UInt8], _ start: Int, _ end: Int) -> Bool {
    let before = start > 0 ? scalar(before: start, text) : nil
    let after = end < text.count ? UTF8Scalar.read(text, at: end, end: text.count).value : nil
    return [before, after].allSatisfy {
      $0.map { UnicodeCategory.bit(of: $0) & UnicodeCategory.word == 0 } ?? true
    }
  }

  private func scalar(before position: Int, _ text: [UInt8]) -> UInt32 {
    for length in 2...4 where position >= length {
      let read = UTF8Scalar.read(text, at: position - length, end: position)
      if read.length == length { return read.value }
    }
    return UInt32(text[position - 1])
  }

  private func spaceStart(_ text: [UInt8], _ from: Int, _ position: Int) -> Int {
    var kept = from
    var index = from
    while index < position {
      let read = UTF8Scalar.read(text, at: index, end: position)
      index += read.length
      if !UnicodeCategory.isWhitespace(read.value) { kept = index }
    }
    return kept
  }

  private func spaceEnd(_ text: [UInt8], _ position: Int, _ end: Int) -> Int {
    var index = position
    while index < end {
      let read = UTF8Scalar.read(text, at: index, end: end)
      guard UnicodeCategory.isWhitespace(read.value) else { break }
      index += read.length
    }
    return index
  }
}
