import Synchronization

extension ConstraintMatcher {
  /// The number of bytes that bring the answer to an end, and at most as many tokens do where every
  /// byte is a token.
  ///
  /// There is no shorter end, but for objects that have to have more members than are required;
  /// then there may be.
  ///
  /// - Returns: The number, or `nil` if the automaton went beyond a limit.
  public var shortestCompletionLength: Int? {
    if hasEnded { return 0 }
    return constraint.engine.withLock { engine in engine.cost(of: state) }
  }

  /// Bytes that bring the answer to an end, as many as `shortestCompletionLength` tells.
  public func shortestCompletion() -> [UInt8] {
    if hasEnded { return [] }
    return constraint.engine.withLock { engine in
      var state = state
      var bytes: [UInt8] = []
      guard var cost = engine.cost(of: state) else { return [] }
      while cost > 0 {
        var best: (byte: UInt8, state: PushdownAutomaton.State, cost: Int)?
        for byte in UInt8.min...UInt8.max {
          let next = engine.automaton.next(state, byte)
          guard next >= 0, let nextCost = engine.cost(of: next) else { continue }
          if nextCost < best?.cost ?? cost { best = (byte, next, nextCost) }
          if nextCost == cost - 1 { break }
        }
        guard let best else { break }
        bytes.append(best.byte)
        (state, cost) = (best.state, best.cost)
      }
      return bytes
    }
  }

  /// Makes a mask the set of the tokens that may come next and leave an end of the answer within
  /// reach: with one byte to a token, no more tokens than `remaining` after it.
  ///
  /// - Throws: `ConstraintError` if the automaton went beyond a limit.
  public func fillMask(_ mask: inout TokenMask, remaining: Int) throws(ConstraintError) {
    try fillMask(&mask)
    guard let length = shortestCompletionLength, length + constraint.greatestDetour > remaining
    else {
      return
    }
    let vocabulary = constraint.vocabulary
    let tokens = mask.tokens
    let kept = constraint.engine.withLock { engine in
      tokens.filter { token in
        if vocabulary.isEnd(token) { return true }
        guard let bytes = vocabulary.tokenBytes[token] else { return false }
        let next = engine.automaton.next(state, bytes)
        return engine.cost(of: next).map { $0 <= remaining } ?? false
      }
    }
    mask.removeAll()
    for token in kept { mask.insert(token) }
  }
}

extension CompiledConstraint.Engine {
  /// The number of bytes from a state to the end of an answer, or `nil` if there is none.
  mutating func cost(of state: PushdownAutomaton.State) -> Int? {
    if costs == nil { costs = CompletionCosts(&automaton) }
    guard let cost = costs?.cost(ofState: state, &automaton) else { return nil }
    return cost < CompletionCosts.endless ? cost : nil
  }
}

extension CompiledConstraint {
  /// The number of bytes by which one token can lead away from an end.
  fileprivate var greatestDetour: Int {
    let step = engine.withLock { engine in
      engine.costs?.greatestStep(engine.automaton.program) ?? 0
    }
    return step * (vocabulary.trie.depth + 1)
  }
}
