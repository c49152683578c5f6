import Generation
import ModelSpec

/// The answer to a request on its way: what is sampled or forced, and what has been said of it.
// Safety: made by the caller, then used by the computing thread alone.
final class Answer: @unchecked Sendable {
  /// Told before the first and after each chunk of the prompt how many tokens of it are computed,
  /// and of how many.
  let onPrefill: (@Sendable (Int, Int) -> Void)?
  /// Tells whether all known tokens were computed before this pass.
  private(set) var isDecoding = false
  private let request: GenerationRequest
  private let output: AsyncThrowingStream<GenerationEvent, any Error>.Continuation
  private let promptTokens: Int
  private let context: Int
  private let endTokens: Set<Int>
  private let cancellation: Cancellation
  private var sampler: Sampler
  private var rule: (any TokenRule)?
  private var text: AnswerText
  private var clock = GenerationClock()
  /// Of the prompt, tokens that were in the cache before; `nil` until work begins.
  private var cached: Int?
  /// Tokens of the prompt that were said to be computed.
  private var reported = 0
  private var generated = 0
  /// Tokens that follow whatever the model has in mind, and of which its logits are wanted.
  private var forced: ArraySlice<Int> = []
  /// The draft of what follows; `nil` without speculation.
  private var draft: DraftRecord?

  /// - Parameter rule: Permits tokens.
  /// - Throws: `GenerationError` for sampling values out of range.
  init(
    _ request: GenerationRequest, prompt: [Int], model: LanguageModel, context: Int,
    speculation: Speculation?, rule: (any TokenRule)? = nil, cancellation: Cancellation,
    output: AsyncThrowingStream<GenerationEvent, any Error>.Continuation,
    onPrefill: (@Sendable (Int, Int) -> Void)?
  ) throws {
    self.request = request
    self.output = output
    self.context = context
    self.cancellation = cancellation
    self.onPrefill = onPrefill
    promptTokens = prompt.count
    endTokens = model.endTokens
    sampler = try Sampler(
      request.sampling ?? model.defaultSampling, vocabularySize: model.spec.vocabularySize,
      seed: request.seed ?? UInt64.random(in: 0..<1 << 53))
    for token in prompt { sampler.accept(token) }
    self.rule = rule
    text = AnswerText(
      model.tokenizer, stops: request.stopStrings, isExact: request.constraint != nil,
      shownControlTokens: request.shownControlTokens)
    draft = speculation.map { DraftRecord(most: $0.tokens) }
  }

  /// Takes up work, or takes it up again; the first `computed` tokens are in the cache.
  func begin(computed: Int) {
    isDecoding = false
    if cached == nil {
      cached = computed
      onPrefill?(computed, promptTokens)
      reported = computed
    }
  }

  /// Takes note of tokens that were taken over from the cache since work began.
  func adopt(_ count: Int) {
    if generated == 0, let cached { self.cached = cached + count }
  }

  /// Everything must be computed again.
  func restart() { isDecoding = false }

  /// Takes note that so many tokens are in the cache.
  func report(computed: Int) {
    let known = min(computed, promptTokens)
    guard !isDecoding, known > reported else { return }
    reported = known
    onPrefill?(known, promptTokens)
  }

  /// Tokens to draft for the next pass: no more than the answer may still have beyond the next one.
  func draftLength(limit: Int) -> Int {
    guard isDecoding, let length = draft?.nextLength() else { return 0 }
    let left = min(request.maximumTokens ?? Int.max, context - promptTokens) - generated
    return max(0, min(length, limit, left - 1))
  }

  /// Tells whether the next token is forced, and not known to the sequence yet.
  var isForced: Bool { !forced.isEmpty }

  /// Tokens that certainly follow the known ones, at most `limit`: a draft that always holds.
  ///
  /// It is there only where their log-probabilities were asked for; else they are known already.
  func forcedDraft(limit: Int) -> [Int] { Array(forced.prefix(limit)) }

  /// Takes a draft of what follows the known tokens, up to the first that the rule refuses.
  ///
  /// - Returns: What is left of it.
  func takeDraft(_ tokens: [Int]) -> [Int] {
    let tokens = rule.map { Array(tokens.prefix($0.permitted(of: tokens))) } ?? tokens
    draft?.take(tokens)
    return tokens
  }

  /// Tells whether somebody still listens.
  var isWanted: Bool { !cancellation.isCancelled }

  /// Ends a pass with a draft.
  func finishDraft() { draft?.finishPass() }

  /// Samples a token from the logits that follow all known tokens.
  ///
  /// - Returns: Whether the request is done.
  func receive(_ logits: inout MutableSpan<Float>, _ sequence: TokenSequence) -> Bool {
    isDecoding = true
    if generated == 0 {
      output.yield(
        .started(
          PromptReport(
            promptTokens: promptTokens, cachedTokens: cached ?? 0, seed: sampler.seed,
            seconds: clock.seconds)))
    }
    if request.maximumTokens == 0 { return finish(.length) }
    if rule?.isOver ?? false { return finish(.endOfText) }
    do {
      return try sample(&logits, sequence)
    } catch {
      return fail(error)
    }
  }

  private func sample(
    _ logits: inout MutableSpan<Float>, _ sequence: TokenSequence
  ) throws -> Bool {
    let token: Int
    if let next = forced.popFirst() {
      token = next
      sampler.skip()
    } else {
      token = try sampler.sample(&logits, rule: &rule)
      draft?.verify(token)
    }
    var event = GeneratedToken(id: token, text: "")
    if let top = request.topLogProbabilities {
      let values = try LogProbabilities(logits.span)
      event.logProbability = values.logProbability(of: token, in: logits.span)
      event.top = values.top(top, in: logits.span)
    }
    return try take(event, sequence)
  }

  /// Takes the tokens that follow whatever the model has in mind, once a pass is over.
  ///
  /// Where their log-probabilities are wanted, they wait for the logits of the next pass.
  /// - Returns: Whether the request is done.
  func takeForced(_ sequence: TokenSequence) -> Bool {
    guard rule != nil, forced.isEmpty else { return false }
    do {
      let tokens = try rule?.forcedTokens() ?? []
      guard request.topLogProbabilities == nil else {
        forced = tokens[...]
        return false
      }
      for token in tokens {
        sampler.skip()
        if try take(GeneratedToken(id: token, text: ""), sequence) { return true }
      }
      return false
    } catch {
      return fail(error)
    }
  }

  /// Makes a token the next one, and tells of it.
  ///
  /// - Returns: Whether the request is done.
  private func take(_ token: GeneratedToken, _ sequence: TokenSequence) throws -> Bool {
    var event = token
    sampler.accept(token.id)
    try rule?.accept(token.id)
    sequence.tokens.append(token.id)
    generated += 1
    clock.recordToken()
    if endTokens.contains(token.id) && !request.ignoresEndOfText {
      output.yield(.token(event))
      return finish(.endOfText)
    }
    let (certain, isStopped) = text.append(token.id, rule: &rule)
    event.text = certain
    output.yield(.token(event))
    if isStopped { return finish(.stopString) }
    if rule?.isOver ?? false { return finish(.endOfText) }
    if generated == request.maximumTokens || promptTokens + generated >= context {
      return finish(.length)
    }
    return false
  }

  private func fail(_ error: any Error) -> Bool {
    finish(.error)
    output.finish(throwing: error)
    return true
  }

  /// Ends the request.
  @discardableResult
  func finish(_ reason: StopReason) -> Bool {
    output.yield(
      .finished(
        GenerationReport(
          stopReason: reason, remainingText: reason == .stopString ? "" : text.finish(),
          promptTokens: promptTokens, completionTokens: generated,
          timeToFirstTokenSeconds: clock.secondsToFirstToken,
          decodeTokensPerSecond: clock.decodeRate(tokens: generated), speculation: draft?.report)))
    if reason != .error { output.finish() }
    return true
  }
}
