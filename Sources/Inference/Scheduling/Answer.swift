import Generation
import ModelSpec

/// The answer to a request on its way: what is sampled, and what has been said of it.
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
  private var constraint: (any Constraint)?
  private var text: AnswerText
  private var clock = GenerationClock()
  /// Of the prompt, tokens that were in the cache before; `nil` until work begins.
  private var cached: Int?
  /// Tokens of the prompt that were said to be computed.
  private var reported = 0
  private var generated = 0
  /// The draft of what follows; `nil` without speculation.
  private var draft: DraftRecord?

  /// - Throws: `GenerationError` for sampling values out of range.
  init(
    _ request: GenerationRequest, prompt: [Int], model: LanguageModel, context: Int,
    speculation: Speculation?, cancellation: Cancellation,
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
    constraint = request.constraint
    text = AnswerText(model.tokenizer, stops: request.stopStrings)
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

  /// Takes a draft of what follows the known tokens.
  func takeDraft(_ tokens: [Int]) { draft?.take(tokens) }

  /// Tells whether the row after the one that was sampled from last counts: its drafted token was
  /// sampled, and somebody still listens.
  var draftHolds: Bool { draft?.holds ?? false && !cancellation.isCancelled }

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
    do {
      return try sample(&logits, sequence)
    } catch {
      finish(.error)
      output.finish(throwing: error)
      return true
    }
  }

  private func sample(
    _ logits: inout MutableSpan<Float>, _ sequence: TokenSequence
  ) throws -> Bool {
    let token = try sampler.sample(&logits, constraint: constraint)
    sampler.accept(token)
    constraint?.accept(token)
    sequence.tokens.append(token)
    generated += 1
    draft?.verify(token)
    clock.recordToken()
    var event = GeneratedToken(id: token, text: "")
    if let top = request.topLogProbabilities {
      let values = try LogProbabilities(logits.span)
      event.logProbability = values.logProbability(of: token, in: logits.span)
      event.top = values.top(top, in: logits.span)
    }
    if endTokens.contains(token) && !request.ignoresEndOfText {
      output.yield(.token(event))
      return finish(.endOfText)
    }
    let (certain, isStopped) = text.append(token)
    event.text = certain
    output.yield(.token(event))
    if isStopped { return finish(.stopString) }
    if generated == request.maximumTokens || promptTokens + generated >= context {
      return finish(.length)
    }
    return false
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
