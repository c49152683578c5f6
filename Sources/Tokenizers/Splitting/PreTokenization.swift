/// A way of cutting text into words before merging.
public enum PreTokenization: Sendable, Hashable {
  /// Not at all.
  case none
  /// By a published rule, under the name that GGUF's `tokenizer.ggml.pre` gives it.
  case rule(String)
  /// By steps, each cutting what the one before has left.
  case steps([SplitStep])
}

/// One cutting of text into words.
public enum SplitStep: Sendable, Hashable {
  /// The fate of the separators.
  public enum Behavior: String, Sendable, Hashable, CaseIterable {
    /// They are dropped.
    case removed = "Removed"
    /// Each is a word.
    case isolated = "Isolated"
    /// Each belongs to the word before it.
    case mergedWithPrevious = "MergedWithPrevious"
    /// Each belongs to the word after it.
    case mergedWithNext = "MergedWithNext"
    /// Neighbours become one word.
    case contiguous = "Contiguous"
  }

  /// The places where a `metaspace` step puts its mark before the text.
  public enum Prepend: String, Sendable, Hashable, CaseIterable {
    /// Before each stretch between special tokens.
    case always
    /// Only at the beginning.
    case first
    /// Nowhere.
    case never
  }

  /// Separators are the matches of a pattern, or with `inverted` what lies between them.
  case pattern(String, Behavior, inverted: Bool)
  /// Separators are the occurrences of a string, or with `inverted` what lies between them.
  case literal(String, Behavior, inverted: Bool)
  /// Digits are words: each one, or each run.
  case digits(individual: Bool)
  /// Separators are punctuation characters.
  case punctuation(Behavior)
  /// Words are what lies between whitespace.
  case whitespace
  /// Words have so many characters; the last may have fewer.
  case fixedLength(Int)
  /// Spaces become `mark`, and words start at it if `splits`.
  case metaspace(mark: String, prepend: Prepend, splits: Bool)
  /// A space is put before text that does not begin with one.
  case spacePrefix
  /// Bytes are written in the byte alphabet, which the steps after it see.
  case byteAlphabet
  /// Turns the characters of the byte alphabet back into bytes.
  case bytes
}
