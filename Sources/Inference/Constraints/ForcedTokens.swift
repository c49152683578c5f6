/// Tokens of a constrained answer that need no pass of their own, as the model has no choice.
///
/// They join the next pass together, as rows of a prompt do.
public enum ForcedTokens: Sendable, Hashable, CaseIterable {
  /// None: each token of an answer is drawn.
  case never
  /// Tokens that are the only ones permitted: the answer is the same as if each were drawn.
  case single
  /// These, and text of which each next byte is the only one permitted, in the tokens that the
  /// tokenizer makes of it.
  ///
  /// A model that draws may cut such text in other tokens, and go on in other ways after it, so
  /// answers can differ from those of the other cases; they are as valid.
  case text
}
