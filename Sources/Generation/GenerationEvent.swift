/// An event of the generation of a text, in order: `started`, then `token`s, then `finished`.
public enum GenerationEvent: Sendable, Hashable {
  /// The prompt is computed.
  case started(PromptReport)
  /// The model produced a token.
  case token(GeneratedToken)
  /// Generation is over; nothing follows.
  case finished(GenerationReport)
}

/// A report on prefill.
public struct PromptReport: Sendable, Hashable {
  /// Tokens of the whole prompt.
  public var promptTokens: Int
  /// Tokens of these whose keys and values were still in the cache.
  public var cachedTokens: Int
  /// The seed of the draw.
  public var seed: UInt64
  /// Seconds from the request to the end of prefill.
  public var seconds: Double

  /// A report on prefill.
  public init(promptTokens: Int, cachedTokens: Int, seed: UInt64, seconds: Double) {
    self.promptTokens = promptTokens
    self.cachedTokens = cachedTokens
    self.seed = seed
    self.seconds = seconds
  }
}

/// One token and the text that it completes.
public struct GeneratedToken: Sendable, Hashable {
  /// The token.
  public var id: Int
  /// Whole characters that became certain with this token: empty while a character, or a stop text,
  /// may go on.
  public var text: String
  /// Natural logarithm of the model's probability of the token before sampling, if asked for.
  public var logProbability: Double?
  /// The likeliest tokens and their log-probabilities, if asked for.
  public var top: [TokenLogProbability]

  /// A token with its text.
  public init(
    id: Int, text: String, logProbability: Double? = nil, top: [TokenLogProbability] = []
  ) {
    self.id = id
    self.text = text
    self.logProbability = logProbability
    self.top = top
  }
}

/// A token and how likely the model finds it.
public struct TokenLogProbability: Sendable, Hashable {
  /// The token.
  public var token: Int
  /// Natural logarithm of its probability.
  public var logProbability: Double

  /// A token with its log-probability.
  public init(token: Int, logProbability: Double) {
    self.token = token
    self.logProbability = logProbability
  }
}

/// The reason that generation ended.
public enum StopReason: String, Sendable, Hashable, Codable {
  /// The model ended its answer.
  case endOfText
  /// A stop text appeared.
  case stopString
  /// The token limit was reached, or the context is full.
  case length
  /// The caller cancelled.
  case cancelled
  /// The generator failed; the sequence also throws.
  case error
}

/// The figures of a finished generation.
public struct GenerationReport: Sendable, Hashable {
  /// Reason that it ended.
  public var stopReason: StopReason
  /// Text that was held back until it was certain that no stop text follows.
  public var remainingText: String
  /// Tokens of the prompt.
  public var promptTokens: Int
  /// Tokens produced, the one that ended the answer included.
  public var completionTokens: Int
  /// Seconds from the request to the first token.
  public var timeToFirstTokenSeconds: Double?
  /// Tokens after the first, divided by the seconds that they took; `nil` for fewer than
  /// two tokens.
  public var decodeTokensPerSecond: Double?
  /// Counts of speculative decoding; `nil` where the generator does not draft.
  public var speculation: SpeculationReport?

  /// A report on a finished generation.
  public init(
    stopReason: StopReason, remainingText: String, promptTokens: Int, completionTokens: Int,
    timeToFirstTokenSeconds: Double?, decodeTokensPerSecond: Double?,
    speculation: SpeculationReport? = nil
  ) {
    self.stopReason = stopReason
    self.remainingText = remainingText
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens
    self.timeToFirstTokenSeconds = timeToFirstTokenSeconds
    self.decodeTokensPerSecond = decodeTokensPerSecond
    self.speculation = speculation
  }
}

/// Counts of speculative decoding: tokens of an answer that were drafted ahead, and those of them
/// that were accepted.
public struct SpeculationReport: Sendable, Hashable {
  /// Tokens that were drafted and stood in a pass, those after a rejected one included.
  public var proposedTokens: Int
  /// Tokens of these that became part of the answer.
  public var acceptedTokens: Int

  /// Counts of one answer.
  public init(proposedTokens: Int, acceptedTokens: Int) {
    self.proposedTokens = proposedTokens
    self.acceptedTokens = acceptedTokens
  }
}
