/// A text, the token that it belongs to, and a number of characters that came before it.
struct TokenText: Sendable {
  /// The text.
  var bytes: [UInt8]
  /// The token.
  var token: Int32
  /// The number of characters of the token that come before the text.
  var count: Int32
}

/// Texts in a tree, with the entries of each text.
struct TokenTextGroups: Sendable {
  /// The texts that are not empty.
  let trie: TokenTrie
  /// Entries sorted by text, and by count within it.
  ///
  /// Those of the empty text come first.
  let entries: [TokenText]
  /// The place of the first entry of each text of the tree, and the number of entries.
  let starts: [Int32]
  /// The number of entries of the empty text.
  let emptyCount: Int

  /// The groups of some entries.
  init(_ entries: [TokenText]) {
    let sorted = entries.sorted { left, right in
      if left.bytes != right.bytes { return left.bytes.lexicographicallyPrecedes(right.bytes) }
      return left.count == right.count ? left.token < right.token : left.count < right.count
    }
    var texts: [[UInt8]] = []
    var starts: [Int32] = []
    for (place, entry) in sorted.enumerated() where !entry.bytes.isEmpty {
      if entry.bytes == texts.last { continue }
      texts.append(entry.bytes)
      starts.append(Int32(place))
    }
    starts.append(Int32(sorted.count))
    self.starts = starts
    self.entries = sorted
    emptyCount = Int(starts.first ?? 0)
    trie = TokenTrie(sorted: texts)
  }
}
