/// Turns text into the ids of a model's vocabulary and back.
///
/// Made from a `TokenizerDescription`, a SentencePiece model or a `tokenizer.json`. A value: copies
/// share their tables and may be used from several threads at once.
public struct Tokenizer: Sendable {
  let core: TokenizerCore

  /// Makes a tokenizer.
  ///
  /// - Throws: `TokenizerError` for parts that do not fit together and for what is not supported.
  public init(_ description: TokenizerDescription) throws(TokenizerError) {
    core = try TokenizerCore(description)
  }

  /// A tokenizer around tables that exist already.
  init(core: TokenizerCore) { self.core = core }

  /// The description that the tokenizer was made from.
  public var description: TokenizerDescription { core.description }

  /// A stretch of a prompt, and whether tokens such as `<|im_end|>` that are written out in it
  /// count as tokens.
  public struct Segment: Sendable, Hashable {
    /// The text.
    public var text: String
    /// Tells whether special tokens are recognised; false for anything a user wrote.
    public var parsesSpecialTokens: Bool

    /// Makes a segment.
    public init(_ text: String, parsesSpecialTokens: Bool) {
      self.text = text
      self.parsesSpecialTokens = parsesSpecialTokens
    }
  }

  /// The ids of a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - addSpecialTokens: Whether the tokens that the model expects around a text, such as a
  ///     beginning mark, are added.
  ///   - parseSpecialTokens: Whether special tokens written out in the text are recognised. Text of
  ///     unknown origin should not be able to write them. User-defined symbols are
  ///     always recognised.
  public func encode(
    _ text: String, addSpecialTokens: Bool, parseSpecialTokens: Bool = false
  ) -> [Int] {
    encode(
      bytes: Array(text.utf8), addSpecialTokens: addSpecialTokens,
      parseSpecialTokens: parseSpecialTokens)
  }

  /// The ids of bytes that need not be UTF-8.
  ///
  /// Stray bytes survive where the vocabulary has bytes, else each becomes U+FFFD.
  public func encode(
    bytes: [UInt8], addSpecialTokens: Bool, parseSpecialTokens: Bool = false
  ) -> [Int] {
    var run = EncodingRun(core)
    run.encode(
      bytes, open: parseSpecialTokens ? [0..<bytes.count] : [], addsFrame: addSpecialTokens)
    return run.ids
  }

  /// The ids of the segments' texts as one text, where special tokens count only in the segments
  /// that allow it.
  ///
  /// Chat templates write special tokens, messages must not: yet both merge across their borders,
  /// as in training.
  public func encode(_ segments: [Segment], addSpecialTokens: Bool) -> [Int] {
    var text: [UInt8] = []
    var open: [Range<Int>] = []
    for segment in segments {
      let start = text.count
      text.append(contentsOf: segment.text.utf8)
      guard segment.parsesSpecialTokens, start < text.count else { continue }
      if let last = open.last, last.upperBound == start {
        open[open.count - 1] = last.lowerBound..<text.count
      } else {
        open.append(start..<text.count)
      }
    }
    var run = EncodingRun(core)
    run.encode(text, open: open, addsFrame: addSpecialTokens)
    return run.ids
  }

  /// The text of some ids; those outside the vocabulary stand for nothing.
  public func decode(_ ids: some Sequence<Int>, skipSpecialTokens: Bool = true) -> String {
    var decoder = StreamingDecoder(self, skipSpecialTokens: skipSpecialTokens)
    var text = decoder.append(contentsOf: ids)
    text += decoder.finish()
    return text
  }
}
