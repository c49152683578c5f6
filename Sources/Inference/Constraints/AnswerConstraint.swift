import Constraints
import Generation
import Tokenizers

/// The constraint on one answer: where the answer stands, and the room that it has left.
///
/// Room is kept by bytes: a token is permitted only if no more bytes than there are tokens left can
/// bring the answer to an end after it. So the end stays within reach for vocabularies with a token
/// for each byte, as all byte-level ones and those with byte fallback have. Where the shortest
/// answer has more bytes than there may be tokens, but longer tokens write it in time, these tokens
/// are permitted as well.
struct AnswerConstraint: TokenRule {
  /// The request's part in it, and what the answers of an engine have in common.
  struct Setting: Sendable {
    let constraint: Constraint
    let store: ConstraintStore
    let tokenizer: Tokenizer
    /// Tells whether tokens that end an answer are passed over.
    let ignoresEndOfText: Bool
    let forcing: ForcedTokens
  }

  private let setting: Setting
  private var matcher: ConstraintMatcher
  /// Where the text that was released ends; it lags behind by what may belong to a stop text.
  private var released: ConstraintMatcher
  private var accepted: [Int] = []
  private var releasedBytes: [UInt8] = []
  /// Tokens that may follow.
  private var left: Int
  /// The tokens of a whole answer, where bytes alone would not leave room for one.
  private var plan: ArraySlice<Int> = []
  /// The mask of the next token, once there is one.
  private var mask: TokenMask?

  /// The constraint before the first token of an answer of at most `limit` tokens.
  ///
  /// - Throws: `GenerationError.noRoomForAnswer` if no answer is certain to fit; `.constraint` if
  ///   telling so took the automaton beyond a limit.
  init(_ compiled: CompiledConstraint, _ setting: Setting, limit: Int) throws(GenerationError) {
    self.setting = setting
    matcher = compiled.matcher()
    released = matcher
    left = limit
    guard let length = matcher.shortestCompletionLength else {
      setting.store.discard(compiled, of: setting.constraint)
      throw Self.error(matcher.failure)
    }
    guard length > limit else { return }
    let bytes = matcher.shortestCompletion()
    let tokens = compiled.vocabulary.shortestSpelling(of: bytes)
    guard let tokens, tokens.count <= limit else {
      throw .noRoomForAnswer(tokens: tokens?.count ?? length, bytes: length, limit: limit)
    }
    plan = tokens[...]
  }

  private var vocabulary: ConstraintVocabulary { matcher.constraint.vocabulary }

  mutating func permits(_ token: Int) throws(GenerationError) -> Bool {
    if isPermitted(token, matcher) { return true }
    // Beyond a limit nothing is permitted, but it is not the token's fault.
    guard matcher.failure != nil else { return false }
    try startOver()
    if isPermitted(token, matcher) { return true }
    guard let failure = matcher.failure else { return false }
    throw dead(failure)
  }

  private func isPermitted(_ token: Int, _ matcher: ConstraintMatcher) -> Bool {
    if setting.ignoresEndOfText, vocabulary.endTokens.contains(token) { return false }
    if matcher.permits(token, remaining: left - 1) { return true }
    return token == plan.first && matcher.permits(token)
  }

  mutating func accept(_ token: Int) throws(GenerationError) {
    if !matcher.accept(token) {
      if matcher.failure != nil { try startOver() }
      guard matcher.accept(token) else {
        throw .failed("token \(token) does not follow by the constraint, and was taken all the same")
      }
    }
    accepted.append(token)
    left -= 1
    plan = token == plan.first ? plan.dropFirst() : []
    mask = nil
  }

  mutating func mask(isTight: Bool) throws(GenerationError) -> TokenMask? {
    let known = try knownMask()
    var mask = isTight ? try makeMask(room: left - 1) : known
    if isTight, let token = plan.first, known.contains(token) { mask.insert(token) }
    if setting.ignoresEndOfText { for token in vocabulary.endTokens { mask.remove(token) } }
    return mask
  }

  /// The tokens that may come next, whatever room there is.
  private mutating func knownMask() throws(GenerationError) -> TokenMask {
    if let mask { return mask }
    let made = try makeMask(room: nil)
    mask = made
    return made
  }

  /// The tokens that may come next, with as much room after them, if that is given.
  private mutating func makeMask(room: Int?) throws(GenerationError) -> TokenMask {
    do {
      return try matcher.mask(room: room)
    } catch {
      try startOver()
    }
    do {
      return try matcher.mask(room: room)
    } catch {
      throw dead(error)
    }
  }

  /// Goes on in a fresh automaton, as the one at hand went beyond a limit, maybe through others.
  private mutating func startOver() throws(GenerationError) {
    let failure = matcher.failure
    let fresh = try setting.store.renewed(setting.constraint, insteadOf: matcher.constraint)
    var (matcher, released) = (fresh.matcher(), fresh.matcher())
    let isTaken = accepted.allSatisfy { matcher.accept($0) }
    guard isTaken, released.accept(bytes: releasedBytes) else {
      setting.store.discard(fresh, of: setting.constraint)
      throw Self.error(matcher.failure ?? failure)
    }
    (self.matcher, self.released) = (matcher, released)
  }

  /// The error of an automaton that no other request is to meet.
  private func dead(_ failure: ConstraintError) -> GenerationError {
    setting.store.discard(matcher.constraint, of: setting.constraint)
    return Self.error(failure)
  }

  private static func error(_ failure: ConstraintError?) -> GenerationError {
    .constraint(failure.map { "\($0)" } ?? "no answer can be completed")
  }
}

extension AnswerConstraint {
  var isOver: Bool { matcher.hasEnded || matcher.isComplete && !matcher.canGoOn }

  func isWhole(with text: String) -> Bool {
    var end = released
    return end.accept(bytes: text.utf8) && end.isComplete
  }

  mutating func release(_ text: String) {
    releasedBytes += text.utf8
    _ = released.accept(bytes: text.utf8)
  }

  func permitted(of draft: [Int]) -> Int {
    var ahead = self
    for (index, token) in draft.enumerated() {
      guard ahead.left > 0, ahead.isPermitted(token, ahead.matcher), ahead.matcher.accept(token)
      else { return index }
      ahead.left -= 1
      ahead.plan = token == ahead.plan.first ? ahead.plan.dropFirst() : []
    }
    return draft.count
  }

  /// Tokens that follow whatever the model has in mind: those that the tokenizer makes of the text
  /// that must come, or where it leaves that open, tokens that are the only ones permitted.
  mutating func forcedTokens() throws(GenerationError) -> [Int] {
    guard setting.forcing != .never, left > 0 else { return [] }
    let bytes = matcher.forcedBytes()
    guard !bytes.isEmpty else { return [] }
    // Where tokens are scarce, the ones of the tokenizer may be too many.
    if setting.forcing == .text, plan.isEmpty {
      var end = matcher
      let isEnd = end.accept(bytes: bytes) && end.isComplete && !end.canGoOn
      let tokens = ForcedText(tokenizer: setting.tokenizer, vocabulary: vocabulary)
        .tokens(of: bytes, after: lastBytes(), isEnd: isEnd)
      let count = permitted(of: tokens)
      if count > 0 { return Array(tokens.prefix(count)) }
    }
    return try onlyTokens()
  }

  /// Tokens that are the only ones permitted, one after another.
  private mutating func onlyTokens() throws(GenerationError) -> [Int] {
    let known = try knownMask()
    guard var only = known.onlyToken else { return [] }
    var (tokens, ahead) = ([Int](), matcher)
    while tokens.count < left, !vocabulary.endTokens.contains(only), ahead.accept(only) {
      tokens.append(only)
      // A limit that is met on the way is told when the answer is there.
      guard !ahead.forcedBytes().isEmpty, let token = (try? ahead.mask(room: nil))?.onlyToken
      else { break }
      only = token
    }
    return tokens
  }

  /// The last bytes of the answer, from the beginning of a character.
  private func lastBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    for token in accepted.reversed() where bytes.count < Self.context {
      bytes.insert(contentsOf: setting.tokenizer.bytes(of: token) ?? [], at: 0)
    }
    return Array(bytes.drop { $0 & 0xC0 == 0x80 })
  }

  /// Bytes of the answer beside which forced text is tokenized.
  private static let context = 32
}

extension TokenMask {
  /// The token, if there is just one.
  fileprivate var onlyToken: Int? {
    var only: Int?
    for (place, word) in words.enumerated() where word != 0 {
      guard only == nil, word & (word &- 1) == 0 else { return nil }
      only = place * 64 + word.trailingZeroBitCount
    }
    return only
  }
}

extension ConstraintMatcher {
  /// The tokens that may come next, with as much room after them, if that is given.
  fileprivate func mask(room: Int?) throws(ConstraintError) -> TokenMask {
    var mask = TokenMask(tokenCount: constraint.vocabulary.tokenCount)
    if let room { try fillMask(&mask, remaining: room) } else { try fillMask(&mask) }
    return mask
  }
}
