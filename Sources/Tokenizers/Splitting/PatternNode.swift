/// The syntax tree of a splitting pattern.
indirect enum PatternNode: Sendable, Hashable {
  /// Order in which numbers of repetitions are tried, and whether repetitions are given back.
  enum Appetite: Sendable, Hashable {
    case greedy
    case lazy
    case possessive
  }

  case empty
  case set(CharacterSet)
  case sequence([PatternNode])
  case alternatives([PatternNode])
  case repetition(PatternNode, minimum: Int, maximum: Int?, Appetite)
  case lookahead(PatternNode, isNegative: Bool)
  case atomic(PatternNode)
  case textStart
  case textEnd
  case lineStart
  case lineEnd

  /// Tells whether the node can match without taking a character.
  var isNullable: Bool {
    switch self {
    case .empty, .lookahead, .textStart, .textEnd, .lineStart, .lineEnd: true
    case .set: false
    case .sequence(let nodes): nodes.allSatisfy(\.isNullable)
    case .alternatives(let nodes): nodes.contains(where: \.isNullable)
    case .repetition(let node, let minimum, _, _): minimum == 0 || node.isNullable
    case .atomic(let node): node.isNullable
    }
  }

  /// The ASCII characters with which a match can begin; all of them for a node that may take none.
  var firstASCII: ASCIISet {
    switch self {
    case .empty, .lookahead, .textStart, .textEnd, .lineStart, .lineEnd: return .all
    case .set(let set): return set.ascii
    case .sequence(let nodes):
      var first = ASCIISet()
      for node in nodes {
        if case .lookahead = node { continue }
        first = first.union(node.firstASCII)
        if !node.isNullable { return first }
      }
      return .all
    case .alternatives(let nodes): return nodes.reduce(ASCIISet()) { $0.union($1.firstASCII) }
    // Where it may be skipped, the sequence around it adds what follows.
    case .repetition(let node, _, _, _): return node.firstASCII
    case .atomic(let node): return node.firstASCII
    }
  }
}
