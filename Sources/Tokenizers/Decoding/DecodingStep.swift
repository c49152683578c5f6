/// One step from the pieces of some ids to their text, in the terms of the `decoder`
/// in `tokenizer.json`.
///
/// Steps see a list of texts, one for each token, until one of them makes it a single text.
public enum DecodingStep: Sendable, Hashable {
  /// Replaces each occurrence of a string.
  case replace(String, with: String)
  /// Replaces each match of a pattern.
  case replacePattern(String, with: String)
  /// Removes a character at most so many times at the beginning and at the end of each text.
  case strip(String, start: Int, stop: Int)
  /// Makes one text of all.
  case fuse
  /// Makes characters of runs of byte pieces such as `<0x0A>`; U+FFFD for each byte of a run that
  /// is not UTF-8.
  case byteFallback
  /// Makes spaces of marks, and nothing of those in the first text if `dropsFirst`.
  case metaspace(mark: String, dropsFirst: Bool)
  /// Makes spaces of what ends a word, and nothing of it in the last text.
  case wordEnds(String)
  /// Makes one text of the bytes that the byte alphabet writes.
  case byteLevel
  /// Puts a space between texts, as the tokenizers package does where a file names no decoder.
  case spaced
}
