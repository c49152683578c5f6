import Synchronization

extension ConstraintMatcher {
  /// The number of bytes that it takes to finish the answer from here, 0 where it may end.
  ///
  /// So many bytes always suffice. Each of them can be a token where the vocabulary has a token for
  /// every byte, so that this, and one for the end, bounds the number of tokens.
  public var shortestCompletionCount: Int {
    guard !hasEnded else { return 0 }
    return constraint.engine.withLock { engine in engine.completionCount(from: state) }
  }

  /// The bytes of a shortest way to finish the answer from here.
  public var shortestCompletion: [UInt8] {
    guard !hasEnded else { return [] }
    return constraint.engine.withLock { engine in engine.completion(from: state) }
  }

  /// Tells whether a token may come next and leaves an answer that can be finished in time.
  ///
  /// A sequence that is only given tokens that are permitted this way ends within its bound, if
  /// `shortestCompletionCount` was below it before the first.
  ///
  /// - Parameter remainingTokens: Tokens that may still come, this one and the end token among
  ///   them.
  public func permits(_ token: Int, remainingTokens: Int) -> Bool {
    guard remainingTokens > 0, let next = stateAfter(token) else { return false }
    if constraint.vocabulary.isEnd(token) { return true }
    return constraint.engine.withLock { engine in
      engine.completionCount(from: next) + 2 <= remainingTokens
    }
  }

  /// Makes a mask the set of the tokens that may come next and leave an answer that can be finished
  /// in time.
  ///
  /// This looks at the end of each token, and costs far more than a mask alone. Most sequences never
  /// need it: draw from the mask alone, ask `permits(_:remainingTokens:)` of what was drawn, and only
  /// where that says no make this mask and draw again. The outcome has the same distribution.
  ///
  /// - Throws: `ConstraintError` if the automaton went beyond a limit.
  public func fillMask(_ mask: inout TokenMask, remainingTokens: Int) throws(ConstraintError) {
    try fillMask(&mask)
    guard !hasEnded else { return }
    for token in mask.tokens where !permits(token, remainingTokens: remainingTokens) {
      mask.remove(token)
    }
  }
}

extension CompiledConstraint.Engine {
  mutating func completionCount(from state: PushdownAutomaton.State) -> Int {
    completions.cost(of: state, &automaton)
  }

  /// A shortest way from a state to an end.
  mutating func completion(from start: PushdownAutomaton.State) -> [UInt8] {
    var state = start
    var bytes: [UInt8] = []
    var cost = completionCount(from: state)
    guard cost < CompletionCosts.unreachable else { return [] }
    while cost > 0, let step = cheaperStep(from: state, than: cost) {
      bytes.append(step.byte)
      (state, cost) = (step.state, step.cost)
    }
    return bytes
  }

  private mutating func cheaperStep(
    from state: PushdownAutomaton.State, than cost: Int
  ) -> (byte: UInt8, state: PushdownAutomaton.State, cost: Int)? {
    for byte in Self.order {
      let next = automaton.next(state, byte)
      guard next >= 0 else { continue }
      let following = completionCount(from: next)
      if following < cost { return (byte, next, following) }
    }
    return nil
  }

  /// All bytes, those first that end things.
  private static let order: [UInt8] =
    Array(#""}]:,0{[1"#.utf8) + Array(0x61...0x7A) + Array(0...255)
}
