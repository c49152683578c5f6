/// The tokens of a tokenizer as constraints see them: texts in a tree, with tables that all
/// constraints share.
///
/// Made once for each tokenizer; making it takes a fraction of a second.
public final class ConstraintVocabulary: Sendable {
  /// The number of tokens.
  public let tokenCount: Int
  /// Tokens that end an answer.
  ///
  /// They are permitted where the answer may end, and nowhere else.
  public let endTokens: [Int]
  /// The bytes of each token; `nil` for those that are never permitted.
  let tokenBytes: [[UInt8]?]
  /// The texts of all tokens.
  let trie: TokenTrie
  /// The tokens of each text of the tree, as ranges of `tokensOfTexts`.
  let starts: [Int32]
  /// Tokens by text.
  let tokensOfTexts: [Int32]
  /// The tables of tokens in the text of a JSON string.
  let stringTokens: StringTokenTable
  /// The same in a text without needless escapes.
  let nameTokens: StringTokenTable
  /// Tokens that begin with white space, by what comes after it.
  let spaceTokens: SpaceTokenTable

  /// A vocabulary.
  ///
  /// - Parameters:
  ///   - tokens: The bytes of each token, `controlBytes` for a control token that a definition may
  ///     name, `nil` for one that is never permitted. Tokens without bytes are never permitted
  ///     either, since they would not bring an answer forward; nor must there be others with
  ///     `controlMark`, which is the byte of a token in many vocabularies.
  ///   - endTokens: Tokens that end an answer.
  public init(tokens: [[UInt8]?], endTokens: [Int]) {
    tokenCount = tokens.count
    self.endTokens = endTokens.filter { tokens.indices.contains($0) }
    let ends = Set(endTokens)
    var tokenBytes = tokens
    for token in tokens.indices where ends.contains(token) || tokens[token]?.isEmpty ?? true {
      tokenBytes[token] = nil
    }
    let entries = tokenBytes.enumerated().compactMap { token, bytes in
      bytes.map { TokenText(bytes: $0, token: Int32(token), count: 0) }
    }
    let groups = TokenTextGroups(entries)
    trie = groups.trie
    starts = groups.starts
    tokensOfTexts = groups.entries.map(\.token)
    stringTokens = StringTokenTable(entries, tokenCount: tokens.count, from: .plain)
    nameTokens = StringTokenTable(entries, tokenCount: tokens.count, from: .plainName)
    spaceTokens = SpaceTokenTable(entries)
    self.tokenBytes = tokenBytes
  }

  /// A byte that no text has, on both sides of a control token's text: so the token is never taken
  /// for its spelling, nor for another and more text.
  public static let controlMark: UInt8 = 0xFF

  /// The bytes that stand for a control token of this text.
  public static func controlBytes(of text: String) -> [UInt8] {
    [controlMark] + Array(text.utf8) + [controlMark]
  }

  /// The tokens of a text of the tree.
  func tokens(of text: Int32) -> ArraySlice<Int32> {
    tokensOfTexts[Int(starts[Int(text)])..<Int(starts[Int(text) + 1])]
  }
}
