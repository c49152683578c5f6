/// The tokens that may come in a state of a string's lexeme, whatever the string stands in.
struct LexemeTokens {
  /// Tokens that stay in the string.
  private(set) var staying: TokenMask
  /// Tokens that close the string; what comes after the quote is not looked at.
  private(set) var closing: [Int32] = []

  init(
    _ vocabulary: ConstraintVocabulary, _ lexeme: Int32, _ state: Int32,
    _ lexemes: LexemeTable
  ) {
    staying = TokenMask(tokenCount: vocabulary.tokenCount)
    let trie = vocabulary.trie
    let automaton = lexemes.automaton(lexeme)
    var states = [Int32](repeating: state, count: trie.depth + 1)
    var node = 0
    while node < trie.count {
      let level = Int(trie.depths[node])
      let byte = trie.bytes[node]
      let end = Int(trie.ends[node])
      let next = automaton.next(states[level], byte)
      if next >= 0 {
        if trie.texts[node] >= 0 { staying.insert(known: vocabulary.tokens(of: trie.texts[node])) }
        states[level + 1] = next
        node += 1
        continue
      }
      if byte == 0x22, automaton.isAccepting(states[level]) {
        for text in trie.texts[node..<end] where text >= 0 {
          closing.append(contentsOf: vocabulary.tokens(of: text))
        }
      }
      node = end
    }
  }
}
