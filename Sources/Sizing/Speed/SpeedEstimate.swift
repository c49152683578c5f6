/// The speed at which a model is expected to read and to write.
public struct SpeedEstimate: Sendable, Hashable {
  /// The bound of a step.
  public enum Limit: String, Sendable, Hashable, CaseIterable {
    /// Reading weights, keys and values.
    case memory
    /// Multiplying.
    case compute
    /// Starting operations, one layer after another.
    case latency
  }

  /// Tokens of a prompt read in a second, all sequences together.
  public var prefillTokensPerSecond: Double
  /// Seconds to read the prompt.
  public var prefillSeconds: Double
  /// Tokens generated in a second, all sequences together.
  public var decodeTokensPerSecond: Double
  /// Seconds of one step of decoding.
  public var decodeStepSeconds: Double
  /// Bound of a step of decoding.
  public var decodeLimit: Limit
  /// Bound of reading a prompt.
  public var prefillLimit: Limit
  /// Basis of the estimate.
  public var basis: Basis
  /// The formula with numbers filled in.
  public var formula: String
}

/// The work that an estimate of speed is for: tokens read and tokens generated.
public struct SpeedCase: Sendable, Hashable {
  /// Tokens of the prompt of each sequence.
  public var promptTokens: Int
  /// Tokens in the cache while a token is generated.
  public var depth: Int
  /// Sequences at once.
  public var sequences: Int

  /// A case: a prompt of 512 tokens, generation at that depth, unless told.
  public init(promptTokens: Int = 512, depth: Int = 512, sequences: Int = 1) {
    self.promptTokens = promptTokens
    self.depth = depth
    self.sequences = sequences
  }

  /// The case with no more tokens than a context holds.
  public func within(_ context: Int) -> SpeedCase {
    SpeedCase(
      promptTokens: min(promptTokens, context), depth: min(depth, context), sequences: sequences)
  }
}
