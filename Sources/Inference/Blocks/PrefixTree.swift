/// The tokens that blocks keep: a node for each block, below that of the tokens before it.
///
/// A full node is found by a hash of its tokens and the node before it, and compared token by
/// token. Nodes that nobody needs go: no table stands on them, no block keeps their tokens, and
/// none comes after them.
struct PrefixTree {
  struct Node {
    var parent: Int32
    /// At most as many as a block has positions.
    var tokens: [Int32] = []
    /// The block of each cache group that keeps them, or -1.
    var blocks: [Int32]
    /// Tables that stand on it.
    var tables = 0
    /// Tells whether it is found by its hash.
    var isIndexed = false
    // The nodes after it, as a list of links, the newest first.
    var firstChild: Int32 = -1
    var nextSibling: Int32 = -1
    var previousSibling: Int32 = -1

    var isHeldByNobody: Bool {
      tables == 0 && firstChild < 0 && blocks.allSatisfy { $0 < 0 }
    }
  }

  /// Children that a search for a common beginning looks at, the newest first.
  private static let searched = 64
  private(set) var nodes: [Node] = []
  private var unused: [Int32] = []
  private var index: [UInt64: Int32] = [:]
  private let groups: Int

  init(groups: Int) { self.groups = groups }

  /// Nodes in use.
  var count: Int { nodes.count - unused.count }

  subscript(_ node: Int32) -> Node { nodes[Int(node)] }

  /// A beginning of sequences, which stays until its table is removed.
  mutating func addRoot() -> Int32 {
    let root = add(parent: -1)
    nodes[Int(root)].tables = 1
    return root
  }

  /// An empty node after another.
  mutating func addNode(after parent: Int32) -> Int32 {
    let node = add(parent: parent)
    let sibling = nodes[Int(parent)].firstChild
    nodes[Int(node)].nextSibling = sibling
    if sibling >= 0 { nodes[Int(sibling)].previousSibling = node }
    nodes[Int(parent)].firstChild = node
    return node
  }

  private mutating func add(parent: Int32) -> Int32 {
    let empty = Node(parent: parent, blocks: Array(repeating: -1, count: groups))
    if let node = unused.popLast() {
      nodes[Int(node)] = empty
      return node
    }
    nodes.append(empty)
    return Int32(nodes.count - 1)
  }

  /// The full node after another with these tokens.
  func child(of parent: Int32, _ tokens: ArraySlice<Int>) -> Int32? {
    guard let node = index[Self.hash(parent, tokens)] else { return nil }
    let found = nodes[Int(node)]
    guard found.parent == parent, found.tokens.count == tokens.count else { return nil }
    for (own, token) in zip(found.tokens, tokens) where Int(own) != token { return nil }
    return node
  }

  /// Appends tokens to a node.
  mutating func append(_ tokens: ArraySlice<Int>, to node: Int32) {
    for token in tokens { nodes[Int(node)].tokens.append(Int32(token)) }
  }

  /// Makes a full node one that is found.
  ///
  /// - Returns: The node that already is found under its tokens, if there is one.
  mutating func publish(_ node: Int32) -> Int32? {
    let tokens = nodes[Int(node)].tokens.map { Int($0) }
    let parent = nodes[Int(node)].parent
    if let existing = child(of: parent, tokens[...]) { return existing }
    let hash = Self.hash(parent, tokens[...])
    // Other tokens of the same hash: they stay, and this node is not found.
    guard index[hash] == nil else { return nil }
    index[hash] = node
    nodes[Int(node)].isIndexed = true
    return nil
  }

  mutating func setBlock(_ block: Int32, of node: Int32, group: Int) {
    nodes[Int(node)].blocks[group] = block
  }

  mutating func addTable(_ node: Int32) { nodes[Int(node)].tables += 1 }

  mutating func removeTable(_ node: Int32) {
    nodes[Int(node)].tables -= 1
    collect(node)
  }

  /// The node after another that begins with the most of these tokens, and their number.
  ///
  /// - Parameter isUsable: Whether a node's blocks are what the caller needs.
  func longestBeginning(
    after parent: Int32, _ tokens: ArraySlice<Int>, isUsable: (Node) -> Bool
  ) -> (node: Int32, count: Int)? {
    var (best, most) = (Int32(-1), 0)
    var (node, left) = (nodes[Int(parent)].firstChild, Self.searched)
    while node >= 0, left > 0 {
      let candidate = nodes[Int(node)]
      let common = Self.common(candidate.tokens, tokens)
      if common > most, isUsable(candidate) { (best, most) = (node, common) }
      (node, left) = (candidate.nextSibling, left - 1)
    }
    return best < 0 ? nil : (best, most)
  }

  private static func common(_ own: [Int32], _ tokens: ArraySlice<Int>) -> Int {
    var count = 0
    for (one, other) in zip(own, tokens) {
      guard Int(one) == other else { break }
      count += 1
    }
    return count
  }

  /// Removes a node that nobody needs, and those before it that nobody needs then.
  mutating func collect(_ node: Int32) {
    var node = node
    while node >= 0, nodes[Int(node)].isHeldByNobody {
      let gone = nodes[Int(node)]
      unused.append(node)
      guard gone.parent >= 0 else { return }
      if gone.isIndexed {
        index[Self.hash(gone.parent, gone.tokens.map { Int($0) }[...])] = nil
      }
      if gone.previousSibling >= 0 {
        nodes[Int(gone.previousSibling)].nextSibling = gone.nextSibling
      } else {
        nodes[Int(gone.parent)].firstChild = gone.nextSibling
      }
      if gone.nextSibling >= 0 {
        nodes[Int(gone.nextSibling)].previousSibling = gone.previousSibling
      }
      node = gone.parent
    }
  }

  private static func hash(_ parent: Int32, _ tokens: ArraySlice<Int>) -> UInt64 {
    var hash = TokenHash(UInt64(UInt32(bitPattern: parent)))
    for token in tokens { hash.combine(token) }
    return hash.value
  }
}

/// A hash of tokens, one after another.
struct TokenHash {
  private(set) var value: UInt64

  init(_ seed: UInt64) { value = seed &+ 0x9E37_79B9_7F4A_7C15 }

  /// Takes a token; multiplication and shifts spread it over all bits (SplitMix64's finaliser).
  mutating func combine(_ token: Int) {
    value = value &* 0x5851_F42D_4C95_7F2D &+ UInt64(bitPattern: Int64(token))
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    value ^= value >> 31
  }
}
