/// The masks of an automaton's states over a vocabulary, each made once.
///
/// Few masks are made by running the automaton over all tokens. Where a string of any text goes on,
/// the tokens that stay in it are known beforehand; where white space may come, so is what follows
/// it; and the mask of a state that is almost another one, such as the name of a member that is not
/// yet known to be new, is the other's with the differences.
struct MaskMaker {
  let vocabulary: ConstraintVocabulary
  private var lexemeTokens: [Int64: LexemeTokens] = [:]
  private var masks: [PushdownAutomaton.State: TokenMask] = [:]

  /// The number of masks that are kept.
  private static let keptCount = 1024

  init(_ vocabulary: ConstraintVocabulary) { self.vocabulary = vocabulary }

  /// The tokens that may come in a state.
  mutating func mask(of state: PushdownAutomaton.State, _ automaton: inout PushdownAutomaton)
    -> TokenMask
  {
    if let known = masks[state] { return known }
    var mask = TokenMask(tokenCount: vocabulary.tokenCount)
    if state >= 0 { make(&mask, state, &automaton) }
    if masks.count >= Self.keptCount { masks.removeAll(keepingCapacity: true) }
    masks[state] = mask
    return mask
  }

  private mutating func make(
    _ mask: inout TokenMask, _ state: PushdownAutomaton.State, _ automaton: inout PushdownAutomaton
  ) {
    if automaton.isInStrings(state) {
      for stack in automaton.stacks(of: state) { addString(to: &mask, stack, &automaton) }
    } else if let base = automaton.base(of: state) {
      mask = self.mask(of: base, &automaton)
      for token in vocabulary.endTokens { mask.remove(token) }
      vocabulary.trie.walkApart(&automaton, from: state, and: base) { text, isTaken in
        for token in vocabulary.tokens(of: text) {
          if isTaken { mask.insert(Int(token)) } else { mask.remove(Int(token)) }
        }
      }
    } else if automaton.isSpaceFree(state) {
      let table = vocabulary.spaceTokens
      let permitted = table.permitted(after: automaton.spaces(before: state), automaton.limits)
      let unspaced = automaton.withoutSpaces(state)
      table.groups.add(to: &mask, &automaton, from: unspaced) { permitted[Int($0)] }
      vocabulary.trie.walk(
        &automaton, from: state, where: { !JSONSpace.contains($0) },
        { mask.insert(known: vocabulary.tokens(of: $0)) })
    } else {
      vocabulary.trie.walk(&automaton, from: state) {
        mask.insert(known: vocabulary.tokens(of: $0))
      }
    }
    if automaton.canEnd(state) { for token in vocabulary.endTokens { mask.insert(token) } }
  }
}

extension MaskMaker {
  /// Adds the tokens that may come in a string.
  private mutating func addString(
    to mask: inout TokenMask, _ stack: StackTable.Stack, _ automaton: inout PushdownAutomaton
  ) {
    let after = automaton.state(below: stack)
    let table = vocabulary.stringTokens
    switch automaton.stacks.top(stack) {
    case .string(let minimum, let maximum, let step):
      let table = step == .plainName ? vocabulary.nameTokens : table
      table.addStaying(maximum: maximum.map { Int($0) }, to: &mask)
      let range = minimum...max(minimum, maximum ?? .max)
      table.closing.add(to: &mask, &automaton, from: after) { range.contains($0) }
    case .stringLexeme(let lexeme, let state):
      if automaton.lexemes.isUniversal(lexeme, state) {
        table.addStaying(maximum: nil, to: &mask)
        table.closing.add(to: &mask, &automaton, from: after) { _ in true }
        return
      }
      let tokens = lexemeTokens(lexeme, state, &automaton.lexemes)
      mask.formUnion(tokens.staying)
      guard !tokens.closing.isEmpty else { return }
      var isTaken = [Bool](repeating: false, count: table.closing.starts.count)
      table.closing.trie.walk(&automaton, from: after) { isTaken[Int($0)] = true }
      for token in tokens.closing {
        let rest = table.rests[Int(token)]
        if rest == -1 || (rest >= 0 && isTaken[Int(rest)]) { mask.insert(Int(token)) }
      }
    default: break
    }
  }

  /// The tokens that may come in a state of a string's lexeme, whatever it stands in.
  private mutating func lexemeTokens(
    _ lexeme: Int32, _ state: Int32, _ lexemes: inout LexemeTable
  ) -> LexemeTokens {
    let key = Int64(lexeme) << 32 | Int64(state)
    if let known = lexemeTokens[key] { return known }
    let tokens = LexemeTokens(vocabulary, lexeme, state, &lexemes)
    if lexemeTokens.count >= Self.keptCount { lexemeTokens.removeAll(keepingCapacity: true) }
    lexemeTokens[key] = tokens
    return tokens
  }
}

extension TokenTextGroups {
  /// Adds the tokens whose text the automaton takes and whose count passes a test.
  func add(
    to mask: inout TokenMask, _ automaton: inout PushdownAutomaton,
    from state: PushdownAutomaton.State, where isTaken: (Int32) -> Bool
  ) {
    guard state >= 0 else { return }
    for entry in entries[..<emptyCount] where isTaken(entry.count) {
      mask.insert(Int(entry.token))
    }
    trie.walk(&automaton, from: state) { text in
      for entry in entries[Int(starts[Int(text)])..<Int(starts[Int(text) + 1])]
      where isTaken(entry.count) {
        mask.insert(Int(entry.token))
      }
    }
  }
}
