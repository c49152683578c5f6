import Generation
import ModelSpec

/// One request on its way: the tokens that are to be computed, those that were sampled, and what
/// has been said of it.
// Safety: created by the caller, then used by the computing thread alone; the cancellation is
// thread-safe by itself.
final class GenerationJob: @unchecked Sendable {
  let prompt: [Int]
  let cancellation = Cancellation()
  /// Told before the first and after each chunk of the prompt how many tokens of it are computed,
  /// and of how many.
  var onPrefill: (@Sendable (Int, Int) -> Void)?
  /// The prompt and what was sampled so far.
  private(set) var known: [Int]
  /// Tokens whose keys and values are in the cache.
  private(set) var computed = 0
  /// Tells whether the whole prompt was computed before this pass.
  private(set) var isDecoding = false
  private let request: GenerationRequest
  private let output: AsyncThrowingStream<GenerationEvent, any Error>.Continuation
  private let context: Int
  private let endTokens: Set<Int>
  private let seed: UInt64
  private var sampler: Sampler
  private var constraint: (any Constraint)?
  private var text: AnswerText
  private var clock = GenerationClock()
  /// Of the prompt, tokens that were in the cache before.
  private var cached = 0
  /// The draft of what follows; `nil` without speculation.
  private var draft: DraftRecord?

  /// - Throws: `GenerationError` for a prompt that is empty or does not fit, and for sampling
  ///   values out of range.
  init(
    _ request: GenerationRequest, model: LanguageModel, context: Int, speculation: Speculation?,
    output: AsyncThrowingStream<GenerationEvent, any Error>.Continuation
  ) throws {
    self.request = request
    self.output = output
    self.context = context
    prompt = try model.tokens(of: request.prompt, thinks: request.thinks)
    guard !prompt.isEmpty else { throw GenerationError.invalidRequest("the prompt is empty") }
    guard prompt.count < context else {
      throw GenerationError.promptTooLong(tokens: prompt.count, context: context)
    }
    if let maximum = request.maximumTokens, maximum < 0 {
      throw GenerationError.invalidRequest("max-tokens must be 0 or more, got \(maximum)")
    }
    known = prompt
    endTokens = model.endTokens
    seed = request.seed ?? UInt64.random(in: 0..<1 << 53)
    sampler = try Sampler(
      request.sampling ?? model.defaultSampling, vocabularySize: model.spec.vocabularySize,
      seed: seed)
    for token in prompt { sampler.accept(token) }
    constraint = request.constraint
    text = AnswerText(model.tokenizer, stops: request.stopStrings)
    draft = speculation.map { DraftRecord(most: $0.tokens) }
  }

  /// Length of the sequence with all tokens that are known.
  var length: Int { known.count }

  private var generated: Int { known.count - prompt.count }

  /// Takes up work; the first `reused` tokens are in the cache.
  func begin(reused: Int) {
    computed = reused
    cached = reused
    onPrefill?(reused, prompt.count)
  }

  /// Everything must be computed again.
  func recompute() {
    computed = 0
    isDecoding = false
  }

  /// The next tokens to compute, the draft included.
  func nextChunk(limit: Int) -> ArraySlice<Int> {
    let chunk = known[computed..<min(known.count, computed + limit)]
    guard let drafted = draft?.tokens, !drafted.isEmpty else { return chunk }
    return chunk + drafted
  }

  /// Tokens to draft for the next pass: no more than the answer may still have beyond the next one.
  func draftLength(limit: Int) -> Int {
    guard isDecoding, let length = draft?.nextLength() else { return 0 }
    let left = min(request.maximumTokens ?? Int.max, context - prompt.count) - generated
    return max(0, min(length, limit, left - 1))
  }

  /// Takes a draft of what follows the known tokens.
  func takeDraft(_ tokens: [Int]) { draft?.take(tokens) }

  /// Takes note that the next chunk, of `count` tokens, was computed.
  ///
  /// - Returns: The number of its last rows that give tokens: none during prefill, else one and one
  ///   for each drafted token.
  func completePass(_ count: Int) -> Int {
    let drafted = draft?.tokens.count ?? 0
    computed += count - drafted
    if !isDecoding, count > 0 { onPrefill?(min(computed, prompt.count), prompt.count) }
    return computed == known.count ? 1 + drafted : 0
  }

  /// Tells whether the row after the one that was sampled from last counts: its drafted token was
  /// sampled, and somebody still listens.
  var draftHolds: Bool { draft?.holds ?? false && !cancellation.isCancelled }

  /// Ends a pass with a draft.
  ///
  /// - Parameter rows: Rows that were sampled from: their tokens are the sequence's, those of
  ///   further rows are not.
  /// - Returns: The number of tokens in the cache that are now the sequence's, or `nil` without
  ///   a draft.
  func finishDraft(rows: Int) -> Int? {
    guard let drafted = draft?.tokens.count, drafted > 0 else { return nil }
    computed += rows - 1
    draft?.finishPass()
    return computed
  }

  /// Samples a token from the logits that follow all known tokens.
  ///
  /// - Returns: Whether the request is done.
  func receive(_ logits: inout MutableSpan<Float>) -> Bool {
    isDecoding = true
    if generated == 0 {
      output.yield(
        .started(
          PromptReport(
            promptTokens: prompt.count, cachedTokens: cached, seed: seed, seconds: clock.seconds)))
    }
    if request.maximumTokens == 0 { return finish(.length) }
    do {
      return try sample(&logits)
    } catch {
      finish(.error)
      output.finish(throwing: error)
      return true
    }
  }

  private func sample(_ logits: inout MutableSpan<Float>) throws -> Bool {
    let token = try sampler.sample(&logits, constraint: constraint)
    sampler.accept(token)
    constraint?.accept(token)
    known.append(token)
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
    if generated == request.maximumTokens || known.count >= context { return finish(.length) }
    return false
  }

  /// Ends the request.
  @discardableResult
  func finish(_ reason: StopReason) -> Bool {
    output.yield(
      .finished(
        GenerationReport(
          stopReason: reason, remainingText: reason == .stopString ? "" : text.finish(),
          promptTokens: prompt.count, completionTokens: generated,
          timeToFirstTokenSeconds: clock.secondsToFirstToken,
          decodeTokensPerSecond: clock.decodeRate(tokens: generated), speculation: draft?.report)))
    if reason != .error { output.finish() }
    return true
  }
}
