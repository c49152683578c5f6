/// A set of tokens, one bit for each token of a vocabulary: those that may come next.
public struct TokenMask: Sendable, Hashable {
  /// The bits, 64 tokens to a word; token `t` is bit `t % 64` of word `t / 64`.
  ///
  /// Bits beyond the last token are 0.
  public private(set) var words: [UInt64]
  /// The number of tokens of the vocabulary.
  public let tokenCount: Int

  /// The empty set of tokens of a vocabulary with this many of them.
  public init(tokenCount: Int) {
    self.tokenCount = max(tokenCount, 0)
    words = [UInt64](repeating: 0, count: (self.tokenCount + 63) / 64)
  }

  /// Tells whether a token belongs.
  ///
  /// Tokens outside of the vocabulary never do.
  public func contains(_ token: Int) -> Bool {
    guard token >= 0, token < tokenCount else { return false }
    return words[token >> 6] >> UInt64(token & 63) & 1 == 1
  }

  /// The number of tokens that belong.
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Adds a token.
  ///
  /// Tokens outside of the vocabulary are left out.
  public mutating func insert(_ token: Int) {
    guard token >= 0, token < tokenCount else { return }
    words[token >> 6] |= 1 << UInt64(token & 63)
  }

  /// Removes a token.
  public mutating func remove(_ token: Int) {
    guard token >= 0, token < tokenCount else { return }
    words[token >> 6] &= ~(1 << UInt64(token & 63))
  }

  /// Adds all tokens of another set of the same vocabulary.
  public mutating func formUnion(_ other: TokenMask) {
    for place in 0..<min(words.count, other.words.count) { words[place] |= other.words[place] }
  }

  /// Makes the set empty.
  public mutating func removeAll() {
    for place in words.indices { words[place] = 0 }
  }

  /// The tokens that belong, in ascending order.
  public var tokens: [Int] {
    var tokens: [Int] = []
    for (place, var word) in words.enumerated() {
      while word != 0 {
        tokens.append(place * 64 + word.trailingZeroBitCount)
        word &= word &- 1
      }
    }
    return tokens
  }

  /// Adds tokens that are known to lie in the vocabulary.
  mutating func insert(known tokens: some Sequence<Int32>) {
    words.withUnsafeMutableBufferPointer { words in
      for token in tokens { words[Int(token) >> 6] |= 1 << UInt64(token & 63) }
    }
  }
}
