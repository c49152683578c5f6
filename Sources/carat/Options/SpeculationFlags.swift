import ArgumentParser
import Inference

/// Speculative decoding: drafts from the text itself or from a second model, not from both.
struct SpeculationFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Draft up to this many tokens ahead from earlier text that ended the same. Same answer, fewer "
        + "passes where it repeats its prompt; 8 is a good start.", valueName: "tokens"))
  var lookup: Int?

  @Option(
    help: ArgumentHelp(
      "A smaller model of the same vocabulary that drafts tokens ahead. Same answer, fewer passes.",
      valueName: "model"))
  var draft: String?

  @Option(
    help: ArgumentHelp(
      "Tokens of a draft by that model. (default: \(SpeculationFlags.defaultDraftTokens))",
      valueName: "tokens"))
  var draftTokens: Int?

  static let defaultDraftTokens = 4

  func validate() throws {
    if lookup != nil, draft != nil {
      throw ValidationError(
        "--lookup and --draft are two ways to draft tokens; give one of them, not both")
    }
    if draftTokens != nil, draft == nil {
      throw ValidationError("--draft-tokens needs --draft, which names the model that drafts")
    }
    for (name, tokens) in [("lookup", lookup), ("draft-tokens", draftTokens)] {
      if let tokens, !Speculation.range.contains(tokens) {
        let range = Speculation.range
        throw ValidationError(
          "--\(name) must be between \(range.lowerBound) and \(range.upperBound), got \(tokens)")
      }
    }
  }

  /// Speculation that the engine is to do; opens the draft model.
  func speculation() throws -> Speculation? {
    if let lookup { return .lookup(tokens: lookup) }
    guard let draft else { return nil }
    return .draft(
      try LanguageModel(opening: try ModelPath(draft).path),
      tokens: draftTokens ?? Self.defaultDraftTokens)
  }
}
