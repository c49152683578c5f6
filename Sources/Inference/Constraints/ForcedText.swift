import Constraints
import Tokenizers

/// Tokens of text that follows whatever the model has in mind.
///
/// The tokens are those that the tokenizer makes of the text where it stands, since these are what
/// the model was trained to read. Text at the end that could be part of a longer token, together
/// with what comes next, is left to the model, and so is all of it where a token of the tokenizer
/// reaches across the place where the text begins. What llguidance does (its `forced tokens`).
struct ForcedText {
  let tokenizer: Tokenizer
  let vocabulary: ConstraintVocabulary

  /// Tokens of `bytes` after `context`, as many as are certain.
  ///
  /// - Parameters:
  ///   - context: The last bytes of the answer before; they begin with a whole character.
  ///   - isEnd: Whether the answer ends with these bytes, so that nothing joins their last token.
  func tokens(of bytes: [UInt8], after context: [UInt8], isEnd: Bool) -> [Int] {
    // A character that is cut cannot be tokenized as text.
    guard let text = Self.wholeText(context + bytes) else { return [] }
    let tokens = tokenizer.encode(text, addSpecialTokens: false)
    let pieces = tokens.map { tokenizer.bytes(of: $0) ?? [] }
    // Some tokenizers put a space before the text, which then belongs to what comes before.
    let added = pieces.reduce(0) { $0 + $1.count } - text.utf8.count
    guard added >= 0, pieces.joined().dropFirst(added).elementsEqual(text.utf8) else { return [] }
    var (place, first) = (0, 0)
    while first < tokens.count, place < context.count + added {
      place += pieces[first].count
      first += 1
    }
    guard place == context.count + added, first < tokens.count else { return [] }
    let isWhole = isEnd && text.utf8.count == context.count + bytes.count
    let last = isWhole ? tokens.count : certain(pieces, from: first)
    return Array(tokens[first..<last])
  }

  /// The index of the first piece at which text begins that a longer token could have.
  private func certain(_ pieces: [[UInt8]], from first: Int) -> Int {
    var (rest, end): ([UInt8], Int) = ([], pieces.count)
    for index in (first..<pieces.count).reversed() {
      rest.insert(contentsOf: pieces[index], at: 0)
      if rest.count > vocabulary.longestToken { break }
      if vocabulary.hasLongerToken(than: rest[...]) { end = index }
    }
    return end
  }

  /// The text of bytes, without a character at the end that is not complete.
  private static func wholeText(_ bytes: [UInt8]) -> String? {
    for dropped in 0..<min(4, bytes.count) {
      if let text = String(validating: bytes.dropLast(dropped), as: UTF8.self) { return text }
    }
    return nil
  }
}
