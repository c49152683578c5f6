/// A published way to cut text into words, as `tokenizer.ggml.pre` names it.
public struct SplitRule: Sendable, Hashable {
  /// The names under which files ask for it.
  public var names: [String]
  /// Patterns, applied one after the other: each makes its matches words of their own, and the next
  /// cuts what is left and the matches alike.
  public var patterns: [String]
  /// Rewriting that the authors' tokenizer does before it cuts, and that a GGUF file does
  /// not mention.
  public var normalization: [NormalizationStep] = []
  /// Tells whether a word that is a piece is taken whole.
  public var ignoresMerges = false
  /// Tells whether the beginning mark is put before a text where the file does not say.
  public var addsBeginningOfText = false

  /// The rule of this name, or `nil` for a name that is not in `published`.
  public static func named(_ name: String) -> SplitRule? {
    published.first { $0.names.contains(name) }
  }

  /// All names, in alphabetical order.
  public static var knownNames: [String] { published.flatMap(\.names).sorted() }
}
