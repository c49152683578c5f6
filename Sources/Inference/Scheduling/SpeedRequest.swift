import Generation

/// A measurement of prefill and decode, apart from each other and without sampling.
public struct SpeedRequest: Sendable, Hashable {
  /// Tokens of the prompt, for each sequence; 0 leaves prefill out.
  public var promptTokens: Int
  /// Tokens to generate, for each sequence; 0 leaves decode out.
  public var generatedTokens: Int
  /// Tokens that are in the cache before either starts.
  public var depth: Int
  /// Sequences at once.
  public var sequences: Int
  /// Tokens of the prompt that all sequences begin with, computed and kept once.
  public var sharedTokens: Int

  /// A measurement.
  public init(
    promptTokens: Int = 512, generatedTokens: Int = 128, depth: Int = 0, sequences: Int = 1,
    sharedTokens: Int = 0
  ) {
    self.promptTokens = promptTokens
    self.generatedTokens = generatedTokens
    self.depth = depth
    self.sequences = sequences
    self.sharedTokens = sharedTokens
  }

  func validate(context: Int, sequences most: Int) throws {
    guard promptTokens >= 0, generatedTokens >= 0, depth >= 0, sequences >= 1 else {
      throw GenerationError.invalidRequest(
        "prompt, generate and depth must be 0 or more, sequences 1 or more")
    }
    guard (0...promptTokens).contains(sharedTokens), sharedTokens == 0 || depth == 0 else {
      throw GenerationError.invalidRequest(
        "shared tokens must be between 0 and the \(promptTokens) of the prompt, which begins at "
          + "depth 0, got \(sharedTokens) and depth \(depth)")
    }
    guard sequences <= most else {
      throw GenerationError.invalidRequest(
        "the engine has room for \(most) sequences, got \(sequences)")
    }
    let (needed, overflow) = depth.addingReportingOverflow(max(promptTokens, generatedTokens))
    guard !overflow, needed <= context else {
      throw GenerationError.promptTooLong(tokens: overflow ? Int.max : needed, context: context)
    }
  }
}

/// Seconds that prefill and decode took, all sequences together.
public struct SpeedReport: Sendable, Hashable {
  /// Seconds of prefill, or `nil` if left out.
  public var prefillSeconds: Double?
  /// Seconds of decode, or `nil` if left out.
  public var decodeSeconds: Double?
}
