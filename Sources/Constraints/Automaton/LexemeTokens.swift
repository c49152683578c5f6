/// The tokens that may come in a state of a string's lexeme, whatever the string stands in.
struct LexemeTokens {
  /// Tokens that stay in the string.
  private(set) var staying: TokenMask
  /// Tokens that close the string; what comes after the quote is not looked at.
  private(set) var closing: [Int32] = []

  init(
    _ vocabulary: ConstraintVocabulary, _ lexeme: Int32, _ state: Int32,
    _ lexemes: inout LexemeTable
  ) {
    var staying = TokenMask(tokenCount: vocabulary.tokenCount)
    var closing: [Int32] = []
    let trie = vocabulary.trie
    lexemes.walk(trie, lexeme, from: state) { text in
      staying.insert(known: vocabulary.tokens(of: text))
    } closing: { nodes in
      for text in trie.texts[nodes] where text >= 0 {
        closing.append(contentsOf: vocabulary.tokens(of: text))
      }
    }
    self.staying = staying
    self.closing = closing
  }
}

extension LexemeAutomaton {
  /// Runs the automaton over the texts of a tree, as `LexemeTable.walk` tells.
  mutating func walk(
    _ trie: TokenTrie, from state: Int32, staying: (Int32) -> Void, closing: (Range<Int>) -> Void
  ) {
    var states = [Int32](repeating: state, count: trie.depth + 1)
    var node = 0
    while node < trie.count {
      let level = Int(trie.depths[node])
      let byte = trie.bytes[node]
      let next = next(states[level], byte)
      if next >= 0 {
        if trie.texts[node] >= 0 { staying(trie.texts[node]) }
        states[level + 1] = next
        node += 1
        continue
      }
      let end = Int(trie.ends[node])
      if byte == 0x22, isAccepting(states[level]) { closing(node..<end) }
      node = end
    }
  }
}
