/// The request to a generator, as data.
public struct GenerationRequest: Sendable, Hashable, Codable {
  /// The start of a generation: a conversation, a text or token ids.
  public enum Prompt: Sendable, Hashable, Codable {
    /// A conversation, put into the model's own form by its chat template.
    case conversation([Message], tools: [ToolDescription])
    /// Text that the model continues as it is.
    case text(String)
    /// Token ids, nothing added.
    case tokens([Int])
  }

  /// Conversation, text or token ids that the model starts from.
  public var prompt: Prompt
  /// Sampling of tokens; `nil` takes the model's own defaults.
  public var sampling: Sampling?
  /// Tokens after which generation ends; `nil` lets it go on until the context is full.
  public var maximumTokens: Int?
  /// Texts that end generation; they are not part of the answer.
  public var stopStrings: [String]
  /// The seed of the draw; `nil` chooses one, which the events report.
  public var seed: UInt64?
  /// Number of the likeliest tokens to report beside each token, with its own log-probability.
  public var topLogProbabilities: Int?
  /// Form that the answer is held to; `nil` leaves it free.
  ///
  /// An answer that ends is valid: where `maximumTokens`, or the context, leaves too little room
  /// for any valid one, the request is refused before the first token. A stop string ends the
  /// answer only where the text before it is valid. Where nothing more may follow, the answer ends
  /// by itself, without a token for its end.
  public var constraint: Constraint?
  /// Tells whether a model that can think before it answers does so; `nil` leaves it to
  /// its template.
  public var thinks: Bool?
  /// Tells whether tokens that end an answer are passed over instead; under a constraint none of
  /// them is drawn, and the answer ends where nothing more may follow.
  public var ignoresEndOfText: Bool

  /// The client that asks; clients take turns, whatever number of requests each has.
  public var client: String?
  /// Precedence over other requests; greater comes first, within what the generator allows.
  public var priority: Int

  /// A request for `prompt`.
  public init(
    _ prompt: Prompt, sampling: Sampling? = nil, maximumTokens: Int? = nil,
    stopStrings: [String] = [], seed: UInt64? = nil, topLogProbabilities: Int? = nil,
    constraint: Constraint? = nil, thinks: Bool? = nil, ignoresEndOfText: Bool = false,
    client: String? = nil, priority: Int = 0
  ) {
    self.prompt = prompt
    self.sampling = sampling
    self.maximumTokens = maximumTokens
    self.stopStrings = stopStrings
    self.seed = seed
    self.topLogProbabilities = topLogProbabilities
    self.constraint = constraint
    self.thinks = thinks
    self.ignoresEndOfText = ignoresEndOfText
    self.client = client
    self.priority = priority
  }
}

/// A tool that a model may call.
public struct ToolDescription: Sendable, Hashable, Codable {
  /// Its name.
  public var name: String
  /// Purpose of the tool, for the model.
  public var summary: String
  /// The JSON schema of its arguments, as text.
  public var parameters: String

  /// A tool with a JSON schema for its arguments.
  public init(name: String, summary: String, parameters: String) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
  }
}
