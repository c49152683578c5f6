/// Finds the first stop text in a stream of text, and lets through what certainly stands before it.
///
/// The text that completes a stop first ends the search; of stops that complete together the
/// longest counts, because it starts first. Stops are compared scalar by scalar, not by canonical
/// equivalence, so that a stop counts as soon as it is there, whatever may follow. How the text is
/// cut into chunks changes nothing.
///
/// Method: the automaton of Aho and Corasick (CACM 18(6), 1975) over UTF-8: constant time for each
/// byte, whatever the stops. Its state is the longest end of the text that begins a stop: just what
/// must be held back.
package struct StopTextMatcher: Sendable {
  /// The result of a chunk of text.
  package enum Output: Sendable, Hashable {
    /// No stop text yet; this much is certain not to belong to one.
    case released(String)
    /// A stop text, with the text before it that was not released yet, and the rest of the chunk.
    case matched(String, before: String, after: String)
  }

  private struct Node: Sendable {
    var next: [UInt8: Int] = [:]
    /// The node of the longest proper end of this one's text that begins a stop.
    var fallback = 0
    var depth: Int
    /// The longest stop that ends here.
    var stop: Int?
  }

  /// Characters are kept whole only up to this many scalars, so that no text makes the held
  /// part grow.
  private static let longestCharacter = 32

  private let stops: [String]
  private var nodes = [Node(depth: 0)]
  private var state = 0
  private var held = ""

  /// A matcher of `stops`; an empty one never matches.
  package init(_ stops: [String]) {
    self.stops = stops
    for (index, stop) in stops.enumerated() where !stop.isEmpty { add(stop, index) }
    linkFallbacks()
  }

  /// Takes the next chunk of text; after a match, a new search begins.
  package mutating func consume(_ chunk: String) -> Output {
    if nodes.count == 1 { return .released(chunk) }
    let text = held + chunk
    var end = held.utf8.count
    for byte in chunk.utf8 {
      state = successor(of: state, by: byte)
      end += 1
      guard let stop = nodes[state].stop else { continue }
      return matched(stops[stop], in: text, endingAt: end)
    }
    let certain = text.utf8.index(text.startIndex, offsetBy: end - nodes[state].depth)
    let cut = Self.characterBoundary(in: text, upTo: certain)
    held = String(text[cut...])
    return .released(String(text[..<cut]))
  }

  /// The text that was held back, when no more follows.
  package mutating func finish() -> String {
    defer { reset() }
    return held
  }

  private mutating func reset() {
    state = 0
    held = ""
  }

  private mutating func matched(_ stop: String, in text: String, endingAt end: Int) -> Output {
    let after = text.utf8.index(text.startIndex, offsetBy: end)
    let start = text.utf8.index(after, offsetBy: -stop.utf8.count)
    reset()
    return .matched(stop, before: String(text[..<start]), after: String(text[after...]))
  }

  private func successor(of state: Int, by byte: UInt8) -> Int {
    var state = state
    while true {
      if let next = nodes[state].next[byte] { return next }
      if state == 0 { return 0 }
      state = nodes[state].fallback
    }
  }

  private mutating func add(_ stop: String, _ index: Int) {
    var node = 0
    for byte in stop.utf8 {
      if let next = nodes[node].next[byte] {
        node = next
        continue
      }
      nodes.append(Node(depth: nodes[node].depth + 1))
      nodes[node].next[byte] = nodes.count - 1
      node = nodes.count - 1
    }
    nodes[node].stop = index
  }

  /// Links the nodes in order of depth, so that shorter texts are linked first.
  private mutating func linkFallbacks() {
    var queue = Array(nodes[0].next.values)
    var position = 0
    while position < queue.count {
      let node = queue[position]
      position += 1
      if nodes[node].stop == nil { nodes[node].stop = nodes[nodes[node].fallback].stop }
      for (byte, child) in nodes[node].next {
        nodes[child].fallback = successor(of: nodes[node].fallback, by: byte)
        queue.append(child)
      }
    }
  }

  /// The last place up to `limit` that no character spans.
  private static func characterBoundary(in text: String, upTo limit: String.Index) -> String.Index {
    if limit == text.endIndex { return limit }
    var place = limit
    for _ in 0..<longestCharacter {
      if String.Index(place, within: text) != nil { return place }
      place = text.unicodeScalars.index(before: place)
    }
    return limit
  }
}
