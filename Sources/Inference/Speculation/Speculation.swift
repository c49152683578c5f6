/// Speculative decoding: tokens are drafted ahead, so that one pass of the model can verify several
/// of them (arXiv 2211.17192, section 2).
///
/// The pass gives the model's own distribution after each drafted token. Tokens are sampled from
/// these one by one, as without a draft, and a drafted token is accepted only where the sampled
/// token equals it. So the answer is the same, token for token and with the same seed; only the
/// number of passes changes.
///
/// A row more costs time, so an engine drafts more where drafts are accepted. It begins with two
/// tokens. A draft that was accepted whole doubles the number, up to the one asked for; one of
/// which fewer than half were accepted halves it, down to one. From the third draft in a row
/// without an accepted token on, 1, 2, 4, 8, then always 16 passes between drafts go without one,
/// until a token is accepted again.
public enum Speculation: Sendable {
  /// The tokens that followed the last place where the text, prompt and answer, ended as it does
  /// now (prompt lookup).
  ///
  /// Helps where an answer repeats what it was given: edits, quotations, code. Needs no
  /// second model.
  case lookup(tokens: Int)
  /// The likeliest tokens of a smaller model of the same vocabulary, one after another.
  case draft(LanguageModel, tokens: Int)

  /// Lengths that a draft may have.
  public static let range = 1...64

  /// Most tokens of a draft.
  public var tokens: Int {
    switch self {
    case .lookup(let tokens), .draft(_, let tokens): tokens
    }
  }

  /// Checks that it can serve a model.
  ///
  /// - Throws: `EngineError.option` for a number of tokens out of range, `.draft` for a draft model
  ///   of another vocabulary, with what differs.
  func validate(for target: LanguageModel) throws {
    guard Self.range.contains(tokens) else {
      throw EngineError.option(
        .draftTokens,
        "must be between \(Self.range.lowerBound) and "
          + "\(Self.range.upperBound), got \(tokens)")
    }
    if case .draft(let draft, _) = self { try draft.checkVocabulary(against: target) }
  }
}
