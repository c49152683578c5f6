import Generation
import ModelSpec
import Tokenizers

/// One request on its way: what is to be read, what was drawn, and what has been said of it.
// Safety: created by the caller, then used by the computing thread alone; the cancellation is thread-safe by itself.
final class GenerationJob: @unchecked Sendable {
  let prompt: [Int]
  let cancellation = Cancellation()
  /// Told before the first and after each pass over the prompt how many tokens of it were read, and of how many.
  var onReading: (@Sendable (Int, Int) -> Void)?
  /// Tokens whose keys and values are in the cache.
  var read = 0
  private let request: GenerationRequest
  private let output: AsyncThrowingStream<GenerationEvent, any Error>.Continuation
  private let context: Int
  private let endTokens: Set<Int>
  private let seed: UInt64
  private let requested = ContinuousClock.now
  /// The prompt and what was drawn so far.
  private(set) var known: [Int]
  private var sampler: Sampler
  private var constraint: (any Constraint)?
  private var decoder: StreamingDecoder?
  private var stops: StopTextMatcher
  private var generated = 0
  private var firstToken: ContinuousClock.Instant?
  private var lastToken: ContinuousClock.Instant?
  /// Guesses of what follows; `nil` without speculation.
  private var guesses: ProposalRecord?

  /// - Throws: `GenerationError` for a prompt that cannot be read or does not fit, and for sampling values out of range.
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
    decoder = model.tokenizer.map { StreamingDecoder($0) }
    stops = StopTextMatcher(request.stopStrings)
    guesses = speculation.map { ProposalRecord(most: $0.tokens) }
  }

  /// Whether the whole prompt was read before this pass.
  private(set) var isGenerating = false

  /// Length of the sequence with all tokens that are known.
  var length: Int { known.count }

  /// Takes up work; the first `reused` tokens are in the cache.
  func begin(reused: Int) {
    read = reused
    cached = reused
    onReading?(reused, prompt.count)
  }

  private var cached = 0

  /// Everything must be computed again.
  func readAgain() {
    read = 0
    isGenerating = false
  }

  /// The next tokens to compute, guesses included.
  func nextPiece(limit: Int) -> ArraySlice<Int> {
    let piece = known[read..<min(known.count, read + limit)]
    guard let guessed = guesses?.tokens, !guessed.isEmpty else { return piece }
    return piece + guessed
  }

  /// How many tokens to guess for the next pass: no more than the answer may still have beyond the next one.
  func proposalCount(limit: Int) -> Int {
    guard isGenerating, let count = guesses?.next() else { return 0 }
    let left = min(request.maximumTokens ?? Int.max, context - prompt.count) - generated
    return max(0, min(count, limit, left - 1))
  }

  /// Takes guesses of what follows the known tokens.
  func propose(_ tokens: [Int]) { guesses?.propose(tokens) }

  /// Takes note that the next piece, of `count` tokens, was computed.
  ///
  /// - Returns: How many of its last rows give tokens: none while the prompt is being read, else one and one for each guess.
  func completePass(_ count: Int) -> Int {
    let proposed = guesses?.tokens.count ?? 0
    read += count - proposed
    if !isGenerating, count > 0 { onReading?(min(read, prompt.count), prompt.count) }
    return read == known.count ? 1 + proposed : 0
  }

  /// Whether the row after the one that was drawn from last counts: its token was guessed, and somebody still listens.
  var guessHolds: Bool { guesses?.holds ?? false && !cancellation.isCancelled }

  /// Ends a pass with guesses.
  ///
  /// - Parameter rows: Rows that were drawn from: their tokens are the sequence's, those of further rows are not.
  /// - Returns: How many tokens of the cache are now the sequence's, or `nil` without guesses.
  func settleGuesses(rows: Int) -> Int? {
    guard let proposed = guesses?.tokens.count, proposed > 0 else { return nil }
    read += rows - 1
    guesses?.settle()
    return read
  }

  /// Draws a token from the logits that follow all known tokens.
  ///
  /// - Returns: Whether the request is done.
  func receive(_ logits: inout MutableSpan<Float>) -> Bool {
    isGenerating = true
    if generated == 0, firstToken == nil {
      output.yield(
        .started(
          PromptReport(
            promptTokens: prompt.count, cachedTokens: cached, seed: seed,
            seconds: seconds(since: requested))))
    }
    if request.maximumTokens == 0 { return finish(.length) }
    do {
      return try draw(&logits)
    } catch {
      finish(.error)
      output.finish(throwing: error)
      return true
    }
  }

  private func draw(_ logits: inout MutableSpan<Float>) throws -> Bool {
    let token = try sampler.sample(&logits, constraint: constraint)
    sampler.accept(token)
    constraint?.accept(token)
    known.append(token)
    guesses?.judge(token)
    generated += 1
    let now = ContinuousClock.now
    if firstToken == nil { firstToken = now }
    lastToken = now
    var event = GeneratedToken(id: token, text: "")
    if let top = request.topLogProbabilities {
      let values = try LogProbabilities(logits.span)
      event.logProbability = values.logProbability(of: token, in: logits.span)
      event.top = values.top(top, in: logits.span)
    }
    let isEnd = endTokens.contains(token) && !request.ignoresEndOfText
    if isEnd {
      output.yield(.token(event))
      return finish(.endOfText)
    }
    let text = decoder?.append(token) ?? ""
    switch stops.consume(text) {
    case .released(let released):
      event.text = released
      output.yield(.token(event))
    case .matched(_, let before, _):
      event.text = before
      output.yield(.token(event))
      return finish(.stopString)
    }
    if generated == request.maximumTokens || known.count >= context { return finish(.length) }
    return false
  }

  /// Ends the request.
  @discardableResult
  func finish(_ reason: StopReason) -> Bool {
    var rest = ""
    if reason != .stopString {
      if let last = decoder?.finish(), !last.isEmpty {
        switch stops.consume(last) {
        case .released(let text): rest = text
        case .matched(_, let before, _): rest = before
        }
      }
      rest += stops.finish()
    }
    var rate: Double?
    if let firstToken, let lastToken, generated > 1 {
      let seconds = Self.seconds(lastToken - firstToken)
      if seconds > 0 { rate = Double(generated - 1) / seconds }
    }
    output.yield(
      .finished(
        GenerationReport(
          stopReason: reason, remainingText: rest, promptTokens: prompt.count,
          completionTokens: generated,
          timeToFirstTokenSeconds: firstToken.map { Self.seconds($0 - requested) },
          decodeTokensPerSecond: rate, speculation: guesses?.report)))
    if reason != .error { output.finish() }
    return true
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    Self.seconds(ContinuousClock.now - start)
  }

  static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
