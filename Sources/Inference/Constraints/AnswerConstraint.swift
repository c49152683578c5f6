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
  /// Place where the text that was released ends; it lags behind by what may be a stop text.
  private var released: ConstraintMatcher
  private var accepted: [Int] = []
  private var releasedBytes: [UInt8] = []
  /// Tokens that may follow.
  private var left: Int
  /// The tokens of a whole answer, where bytes alone would not leave room for one.
  private var plan: ArraySlice<Int> = []
  /// The mask of the next token, once there is one.
  private var mask: TokenMask?
  /// Tells whether the answer is whole and nothing may follow.
  private(set) var isOver = false

  /// The constraint before the first token of an answer of at most `limit` tokens.
  ///
  /// - Throws: `GenerationError.noRoomForAnswer` if no answer is certain to fit; `.constraint` if
  ///   telling so took the automaton beyond a limit.
  init(_ compiled: CompiledConstraint, _ setting: Setting, limit: Int) throws(GenerationError) {
    self.setting = setting
    matcher = compiled.matcher()
    released = matcher
    left = limit
    guard let length = try inAutomaton({ $0.shortestCompletionLength }) else {
      throw Self.error(nil)
    }
    isOver = try inAutomaton { $0.isOver }
    guard length > limit else { return }
    let bytes = try inAutomaton { $0.shortestCompletion() }
    let tokens = compiled.vocabulary.shortestSpelling(of: bytes)
    guard let tokens, tokens.count <= limit else {
      throw .noRoomForAnswer(tokens: tokens?.count ?? length, bytes: length, limit: limit)
    }
    plan = tokens[...]
  }

  private var vocabulary: ConstraintVocabulary { matcher.constraint.vocabulary }

  mutating func permits(_ token: Int) throws(GenerationError) -> Bool {
    let (left, next) = (left, plan.first)
    let passesOver = setting.ignoresEndOfText && vocabulary.endTokens.contains(token)
    guard !passesOver else { return false }
    return try inAutomaton { $0.permits(token, left: left, orPlanned: next) }
  }

  mutating func accept(_ token: Int) throws(GenerationError) {
    guard let next = try inAutomaton({ $0.after(token) }) else {
      throw .failed("token \(token) does not follow by the constraint, and was taken all the same")
    }
    matcher = next
    accepted.append(token)
    left -= 1
    plan = token == plan.first ? plan.dropFirst() : []
    mask = nil
    isOver = try inAutomaton { $0.isOver }
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
    // In place of a mask beyond a limit there is an empty one, which is thrown away with it.
    try inAutomaton { (try? $0.mask(room: room)) ?? TokenMask(tokenCount: 0) }
  }

  /// Asks the automaton; if it is, or goes, beyond a limit, a fresh one, as what it then says does
  /// not count.
  ///
  /// States count for all answers that an automaton has seen. So the fresh one is first that of the
  /// requests to come, and if others have used that up as well, one for this answer alone.
  private mutating func inAutomaton<Value>(
    _ question: (ConstraintMatcher) -> Value
  ) throws(GenerationError) -> Value {
    let value = question(matcher)
    guard matcher.failure != nil else { return value }
    let store = setting.store
    try goOn(in: store.renewed(setting.constraint, insteadOf: matcher.constraint))
    let second = question(matcher)
    guard matcher.failure != nil else { return second }
    store.discard(matcher.constraint, of: setting.constraint)
    try goOn(in: store.separate(setting.constraint))
    let last = question(matcher)
    guard let failure = matcher.failure else { return last }
    throw Self.error(failure)
  }

  /// Takes the answer so far in another automaton, which may go beyond a limit by that.
  private mutating func goOn(in fresh: CompiledConstraint) {
    (matcher, released) = (fresh.matcher(), fresh.matcher())
    for token in accepted { _ = matcher.accept(token) }
    _ = released.accept(bytes: releasedBytes)
  }

  private static func error(_ failure: ConstraintError?) -> GenerationError {
    .constraint(failure.map { "\($0)" } ?? "no answer can be completed")
  }
}

extension AnswerConstraint {
  func isWhole(with text: String) -> Bool {
    var end = released
    return end.accept(bytes: text.utf8) && end.isComplete
  }

  mutating func release(_ text: String) {
    releasedBytes += text.utf8
    _ = released.accept(bytes: text.utf8)
  }

  mutating func release(control text: String) {
    let bytes = ConstraintVocabulary.controlBytes(of: text)
    releasedBytes += bytes
    _ = released.accept(bytes: bytes)
  }

  func permitted(of draft: [Int]) -> Int {
    var ahead = self
    for (index, token) in draft.enumerated() {
      let passesOver = setting.ignoresEndOfText && vocabulary.endTokens.contains(token)
      guard ahead.left > 0, !passesOver,
        ahead.matcher.permits(token, left: ahead.left, orPlanned: ahead.plan.first),
        ahead.matcher.accept(token)
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
    let forced = try inAutomaton { $0.forcedBytes() }
    guard !forced.isEmpty else { return [] }
    // No token of text reaches into a control token.
    let bytes = Array(forced.prefix { $0 != ConstraintVocabulary.controlMark })
    // Where tokens are scarce, the ones of the tokenizer may be too many.
    if setting.forcing == .text, plan.isEmpty, !bytes.isEmpty {
      var end = matcher
      let isEnd = bytes.count < forced.count || end.accept(bytes: bytes) && end.isOver
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

  /// The last bytes of the answer behind any control token, from the beginning of a character.
  private func lastBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    for token in accepted.reversed() {
      guard bytes.count < Self.context, setting.tokenizer.kind(of: token) != .control else { break }
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
  /// Tells whether a token may come next that leaves room for an end, or that is planned.
  fileprivate func permits(_ token: Int, left: Int, orPlanned planned: Int?) -> Bool {
    permits(token, remaining: left - 1) || token == planned && permits(token)
  }

  /// Tells whether the answer is whole and nothing may follow.
  fileprivate var isOver: Bool { hasEnded || isComplete && !canGoOn }

  /// The matcher after a token, `nil` if it may not come.
  fileprivate func after(_ token: Int) -> ConstraintMatcher? {
    var next = self
    return next.accept(token) ? next : nil
  }

  /// The tokens that may come next, with as much room after them, if that is given.
  fileprivate func mask(room: Int?) throws(ConstraintError) -> TokenMask {
    var mask = TokenMask(tokenCount: constraint.vocabulary.tokenCount)
    if let room { try fillMask(&mask, remaining: room) } else { try fillMask(&mask) }
    return mask
  }
}
