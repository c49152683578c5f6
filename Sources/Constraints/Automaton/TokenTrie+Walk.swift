extension TokenTrie {
  /// Runs an automaton over the texts, and calls `body` for each that it takes.
  func walk(
    _ automaton: inout PushdownAutomaton, from state: PushdownAutomaton.State,
    where isEntered: (UInt8) -> Bool = { _ in true }, _ body: (Int32) -> Void
  ) {
    guard state >= 0 else { return }
    var states = [PushdownAutomaton.State](repeating: state, count: depth + 1)
    var node = 0
    while node < count {
      let level = Int(depths[node])
      let byte = bytes[node]
      let next = automaton.next(states[level], byte)
      if next < 0 || (level == 0 && !isEntered(byte)) {
        node = Int(ends[node])
        continue
      }
      if texts[node] >= 0 { body(texts[node]) }
      states[level + 1] = next
      node += 1
    }
  }

  /// Runs an automaton from two states, and calls `body` for each text that just one of them takes.
  ///
  /// - Parameter body: Is given the text, and tells whether the first state takes it.
  func walkApart(
    _ automaton: inout PushdownAutomaton, from state: PushdownAutomaton.State,
    and other: PushdownAutomaton.State, _ body: (Int32, Bool) -> Void
  ) {
    var states = [PushdownAutomaton.State](repeating: state, count: depth + 1)
    var others = [PushdownAutomaton.State](repeating: other, count: depth + 1)
    var node = 0
    while node < count {
      let level = Int(depths[node])
      let byte = bytes[node]
      let next = automaton.next(states[level], byte)
      let otherNext = automaton.next(others[level], byte)
      if next == otherNext {
        node = Int(ends[node])
        continue
      }
      if texts[node] >= 0, (next < 0) != (otherNext < 0) { body(texts[node], next >= 0) }
      states[level + 1] = next
      others[level + 1] = otherNext
      node += 1
    }
  }
}
