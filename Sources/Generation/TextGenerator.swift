/// Anything that generates text from a prompt: an engine with a model in this process, a server
/// elsewhere, a fake.
public protocol TextGenerator: Sendable {
  /// Generates; the events come as they happen, and cancelling the task that reads them stops
  /// generation before the next token.
  func generate(_ request: GenerationRequest) -> AsyncThrowingStream<GenerationEvent, any Error>

  /// Scores these tokens: for each the log-probability given all before it, `nil` for the first.
  func score(tokens: [Int], top: Int) async throws -> Score

  /// The mean of the last hidden states over the tokens, normalised to length 1.
  func embed(tokens: [Int]) async throws -> [Float]

  /// Token ids of a text; special tokens in it are plain text, the model's own first and last
  /// tokens are added if asked.
  func tokenize(_ text: String, addSpecialTokens: Bool) throws -> [Int]

  /// The text of token ids.
  func detokenize(_ tokens: [Int]) throws -> String
}

/// The likelihood that a model gives to a sequence of tokens.
public struct Score: Sendable, Hashable {
  /// Natural logarithm of each token's probability given those before it; `nil` for the first.
  public var logProbabilities: [Double?]
  /// The likeliest tokens after the last one.
  public var top: [TokenLogProbability]

  /// A score of a sequence.
  public init(logProbabilities: [Double?], top: [TokenLogProbability]) {
    self.logProbabilities = logProbabilities
    self.top = top
  }

  /// The negative mean log-probability, or `nil` for fewer than two tokens.
  public var meanNegativeLogProbability: Double? {
    let known = logProbabilities.compactMap { $0 }
    return known.isEmpty ? nil : -known.reduce(0, +) / Double(known.count)
  }
}

/// A measure of what waits.
public enum QueueMeasure: String, Sendable, Hashable {
  /// Their number.
  case requests
  /// The tokens of all of them.
  case tokens
}

/// The reason that a generator cannot do what it was asked.
public enum GenerationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The request makes no sense: what, expected, got.
  case invalidRequest(String)
  /// The prompt does not fit the context.
  case promptTooLong(tokens: Int, context: Int)
  /// The conversation cannot be put into the model's form: its template refuses it, and says why.
  case template(String)
  /// The model of this title has no template for conversations; it can still continue a text.
  case noTemplate(model: String)
  /// The model's template has a fault of its own; the model can still continue a text.
  case faultyTemplate(String)
  /// Too many requests wait already: what of them is counted, how many there are, how many may be.
  case busy(waiting: Int, limit: Int, of: QueueMeasure)
  /// The form that the answer is held to cannot be enforced: what of it, and why.
  case constraint(String)
  /// No answer that meets the constraint is certain to fit: the tokens of the shortest one that is
  /// known, its bytes, and the tokens that may follow the prompt.
  case noRoomForAnswer(tokens: Int, bytes: Int, limit: Int)
  /// The device or the model failed.
  case failed(String)

  /// Text for a user on what went wrong and what to do.
  public var description: String {
    switch self {
    case .invalidRequest(let problem): problem
    case .promptTooLong(let tokens, let context):
      "the prompt has \(tokens) tokens, but the context holds \(context), answer included; "
        + "shorten it, or take a longer context"
    case .template(let problem): problem
    case .noTemplate(let model):
      "\(model) has no chat template; a text can be continued without one"
    case .faultyTemplate(let problem):
      "the model's chat template has a fault of its own: \(problem); another version of the model may "
        + "have a sound one, and a text can be continued without it"
    case .busy(let waiting, let limit, let measure):
      "too much is waiting already: \(waiting) \(measure.rawValue), of at most \(limit); try again "
        + "later"
    case .constraint(let problem): "the constraint cannot be enforced: \(problem)"
    case .noRoomForAnswer(let tokens, let bytes, let limit):
      "the shortest answer known to meet the constraint has \(tokens) tokens (\(bytes) bytes), but at "
        + "most \(limit) may follow the prompt; raise max-tokens, shorten the prompt, or take a "
        + "longer context"
    case .failed(let problem): problem
    }
  }
}
