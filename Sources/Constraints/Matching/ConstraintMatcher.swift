import Synchronization

/// A sequence under a constraint: where it stands, and what may come next.
///
/// A copy is as cheap as two words, so that drafts can be tried and dropped.
public struct ConstraintMatcher: Sendable {
  /// The constraint.
  public let constraint: CompiledConstraint
  var state: PushdownAutomaton.State
  /// Tells whether an end token was accepted.
  public private(set) var hasEnded = false

  init(_ constraint: CompiledConstraint) {
    self.constraint = constraint
    state = constraint.start
  }

  /// Makes a mask the set of the tokens that may come next.
  ///
  /// End tokens belong to it exactly where the answer may end.
  ///
  /// - Throws: `ConstraintError` if the automaton went beyond a limit.
  public func fillMask(_ mask: inout TokenMask) throws(ConstraintError) {
    guard !hasEnded else {
      mask = TokenMask(tokenCount: constraint.vocabulary.tokenCount)
      return
    }
    let result: Result<TokenMask, ConstraintError> = constraint.engine.withLock { engine in
      let mask = engine.masks.mask(of: state, &engine.automaton)
      if engine.automaton.lexemes.isTooLarge, engine.automaton.failure == nil {
        engine.automaton.failure = .tooLarge(pointer: "", reason: "a pattern has too many states")
      }
      return engine.automaton.failure.map(Result.failure) ?? .success(mask)
    }
    mask = try result.get()
  }

  /// Takes a token, and tells whether it was permitted.
  ///
  /// One that was not changes nothing.
  public mutating func accept(_ token: Int) -> Bool {
    guard let next = stateAfter(token) else { return false }
    if constraint.vocabulary.isEnd(token) { hasEnded = true } else { state = next }
    return true
  }

  /// Takes bytes, which need not be whole tokens, and tells whether they were permitted.
  ///
  /// Bytes that were not change nothing.
  public mutating func accept(bytes: some Sequence<UInt8>) -> Bool {
    guard !hasEnded else { return false }
    let bytes = Array(bytes)
    let next = constraint.engine.withLock { engine in
      engine.automaton.next(state, bytes)
    }
    guard next >= 0 else { return false }
    state = next
    return true
  }

  /// Tells whether a token may come next.
  public func permits(_ token: Int) -> Bool { stateAfter(token) != nil }

  /// Tells whether the answer may end here.
  public var isComplete: Bool {
    constraint.engine.withLock { $0.automaton.canEnd(state) }
  }

  /// The bytes that must follow, whatever the model has in mind; none where it has a choice.
  public func forcedBytes() -> [UInt8] {
    guard !hasEnded else { return [] }
    return constraint.engine.withLock { engine in
      var state = state
      var bytes: [UInt8] = []
      while bytes.count < Self.forcedLimit, !engine.automaton.canEnd(state),
        let byte = engine.automaton.onlyByte(state)
      {
        bytes.append(byte)
        state = engine.automaton.next(state, byte)
      }
      return bytes
    }
  }

  private static let forcedLimit = 4096

  private func stateAfter(_ token: Int) -> PushdownAutomaton.State? {
    guard !hasEnded, constraint.vocabulary.tokenBytes.indices.contains(token) else { return nil }
    if constraint.vocabulary.isEnd(token) { return isComplete ? state : nil }
    guard let bytes = constraint.vocabulary.tokenBytes[token] else { return nil }
    let next = constraint.engine.withLock { engine in
      engine.automaton.next(state, bytes)
    }
    return next >= 0 ? next : nil
  }
}

extension PushdownAutomaton {
  /// The state after some bytes.
  mutating func next(_ state: State, _ bytes: [UInt8]) -> State {
    var state = state
    for byte in bytes where state >= 0 { state = next(state, byte) }
    return state
  }

  /// The only byte that may come in a state, if there is just one.
  mutating func onlyByte(_ state: State) -> UInt8? {
    var only: UInt8?
    for byte in UInt8.min...UInt8.max where next(state, byte) >= 0 {
      if only != nil { return nil }
      only = byte
    }
    return only
  }
}

extension ConstraintVocabulary {
  /// Tells whether a token ends an answer.
  func isEnd(_ token: Int) -> Bool { endTokens.contains(token) }
}
