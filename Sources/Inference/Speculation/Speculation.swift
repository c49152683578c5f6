/// How an engine guesses tokens ahead, so that one pass of the model can check several of them (arXiv 2211.17192, section 2).
///
/// The pass gives the model's own distribution after each guess. Tokens are drawn from these one by one, as without guesses,
/// and a guess counts only where the token that was drawn equals it. So the answer is the same, token for token and with
/// the same seed; only the number of passes changes.
///
/// A row more costs time, so an engine guesses more where guesses are right. It begins with two tokens. A round in which all
/// were right doubles the number, up to the one asked for; a round in which fewer than half were right halves it, down to
/// one. From the third round in a row without a right guess on, it leaves out 1, 2, 4, 8, then always 16 tokens between
/// rounds, until a guess is right again.
public enum Speculation: Sendable {
  /// The tokens that followed the last place where the text, prompt and answer, ended as it does now (prompt lookup).
  ///
  /// Helps where an answer repeats what it was given: edits, quotations, code. Needs no second model.
  case lookup(tokens: Int)
  /// What a smaller model of the same vocabulary finds likeliest, one token after another.
  case draft(LanguageModel, tokens: Int)

  /// How many tokens may be guessed at once.
  public static let range = 1...64

  /// Most tokens that are guessed at once.
  public var tokens: Int {
    switch self {
    case .lookup(let tokens), .draft(_, let tokens): tokens
    }
  }

  /// Checks that it can serve a model.
  ///
  /// - Throws: `EngineError.option` for a number of tokens out of range, or a draft model of another vocabulary, with what
  ///   differs.
  func validate(for target: LanguageModel) throws {
    guard Self.range.contains(tokens) else {
      throw EngineError.option(
        "tokens to guess at once must be between \(Self.range.lowerBound) and "
          + "\(Self.range.upperBound), got \(tokens)")
    }
    if case .draft(let draft, _) = self { try draft.checkVocabulary(against: target) }
  }
}
