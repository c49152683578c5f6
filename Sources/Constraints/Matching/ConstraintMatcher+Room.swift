import Synchronization

extension ConstraintMatcher {
  /// The limit that the automaton went beyond; from then on it permits nothing.
  public var failure: ConstraintError? {
    constraint.engine.withLock { $0.automaton.failure }
  }

  /// Tells whether any byte may come next.
  public var canGoOn: Bool {
    guard !hasEnded else { return false }
    return constraint.engine.withLock { engine in
      (UInt8.min...UInt8.max).contains { engine.automaton.next(state, $0) >= 0 }
    }
  }

  /// Tells whether a token may come next and leaves an end of the answer within `remaining` bytes
  /// after it.
  ///
  /// An end token needs no room after it. Looks at one token, where `fillMask(_:remaining:)` looks
  /// at all of them.
  public func permits(_ token: Int, remaining: Int) -> Bool {
    let vocabulary = constraint.vocabulary
    guard !hasEnded, vocabulary.tokenBytes.indices.contains(token) else { return false }
    return constraint.engine.withLock { engine in
      if vocabulary.isEnd(token) { return engine.automaton.canEnd(state) }
      guard let bytes = vocabulary.tokenBytes[token] else { return false }
      let next = engine.automaton.next(state, bytes)
      guard next >= 0, let cost = engine.cost(of: next) else { return false }
      return cost <= remaining
    }
  }
}

extension ConstraintVocabulary {
  /// The bytes of the longest token.
  public var longestToken: Int { trie.depth }

  /// Tells whether some token begins with these bytes and goes on.
  public func hasLongerToken(than bytes: ArraySlice<UInt8>) -> Bool {
    guard let node = trie.node(of: bytes) else { return false }
    return trie.ends[node] > node + 1
  }

  /// The fewest tokens that have these bytes, `nil` if no tokens do.
  ///
  /// Found from the end: for each place the tokens that begin there, and the best of what follows.
  public func shortestSpelling(of bytes: [UInt8]) -> [Int]? {
    var best: [(count: Int, token: Int, length: Int)?] = Array(
      repeating: nil, count: bytes.count)
    for start in bytes.indices.reversed() {
      trie.forEachText(beginning: bytes[start...]) { text, length in
        let end = start + length
        guard let token = tokens(of: text).first,
          let rest = end == bytes.count ? 0 : best[end]?.count
        else { return }
        if rest + 1 < best[start]?.count ?? Int.max {
          best[start] = (rest + 1, Int(token), length)
        }
      }
    }
    var (spelling, place): ([Int], Int) = ([], 0)
    while place < bytes.count {
      guard let step = best[place] else { return nil }
      spelling.append(step.token)
      place += step.length
    }
    return spelling
  }
}

extension TokenTrie {
  /// The node that some bytes lead to.
  fileprivate func node(of text: ArraySlice<UInt8>) -> Int? {
    var found: Int?
    follow(text) { node, length in if length == text.count { found = node } }
    return found
  }

  /// Calls `body` with each text that these bytes begin with, and its length.
  fileprivate func forEachText(
    beginning bytes: ArraySlice<UInt8>, _ body: (_ text: Int32, _ length: Int) -> Void
  ) {
    follow(bytes) { node, length in if texts[node] >= 0 { body(texts[node], length) } }
  }

  /// Calls `body` with each node on the way along some bytes.
  private func follow(_ text: ArraySlice<UInt8>, _ body: (_ node: Int, _ length: Int) -> Void) {
    var (node, end, length) = (0, count, 0)
    for byte in text {
      while node < end, bytes[node] != byte { node = Int(ends[node]) }
      guard node < end else { return }
      length += 1
      body(node, length)
      (node, end) = (node + 1, Int(ends[node]))
    }
  }
}
