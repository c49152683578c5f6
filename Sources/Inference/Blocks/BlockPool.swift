import ModelSpec
import Models

/// The blocks of a cache, for all sequences together.
///
/// What several sequences begin with is computed and kept once: it is found by its tokens, also
/// when the request that computed it has left, until its blocks are needed for something else, the
/// longest unused first.
final class BlockPool {
  /// Positions of a block.
  let blockSize: Int
  private(set) var groups: [CountedBlocks]
  private(set) var tree: PrefixTree
  let windows: [Int?]
  private var roots: [Int: Int32] = [:]

  /// A pool of free blocks.
  ///
  /// - Parameters:
  ///   - windows: Positions that the layers of each cache group see, or `nil` for all.
  ///   - counts: Blocks of each group.
  init(windows: [Int?], counts: [Int], blockSize: Int) {
    self.windows = windows
    self.blockSize = blockSize
    groups = counts.map { CountedBlocks(count: $0) }
    tree = PrefixTree(groups: counts.count)
  }

  /// The blocks of a cache.
  convenience init(_ cache: KeyValueCache) {
    self.init(
      windows: cache.groups.map(\.window), counts: cache.blockCounts,
      blockSize: cache.plan.positionsPerBlock)
  }

  /// Blocks in each state, all groups together.
  var counts: BlockCounts {
    groups.reduce(into: BlockCounts()) { sum, group in
      sum.held += group.held
      sum.idle += group.idle
      sum.free += group.available - group.idle
    }
  }

  /// An empty table.
  ///
  /// - Parameter kind: Sequences of different kinds share nothing, such as those whose keys are
  ///   turned by different angles; `nil` for one that shares nothing at all.
  func table(kind: Int?) -> BlockTable {
    guard let kind else { return BlockTable(root: nil, groups: groups.count) }
    let root = roots[kind] ?? tree.addRoot()
    roots[kind] = root
    return BlockTable(root: root, groups: groups.count)
  }

  /// Keeps nothing of a kind of sequences any longer for others to find.
  func forget(kind: Int) {
    guard let root = roots.removeValue(forKey: kind) else { return }
    tree.removeTable(root)
  }

  /// Blocks that a group has for anybody.
  func available(_ group: Int) -> Int { groups[group].available }

  /// Makes sure that a table has blocks for all positions below `count`.
  ///
  /// - Returns: Whether there were enough; if not, nothing changed.
  func extend(_ table: inout BlockTable, to count: Int) -> Bool {
    let end = (count + blockSize - 1) / blockSize
    for group in groups.indices
    where end - table.rows[group].end > groups[group].available { return false }
    for group in groups.indices {
      while table.rows[group].end < end, let block = take(group) {
        table.rows[group].blocks.append(block)
      }
    }
    return true
  }

  private func take(_ group: Int) -> Int32? {
    guard let (block, owner) = groups[group].take() else { return nil }
    if owner >= 0 {
      tree.setBlock(-1, of: owner, group: group)
      tree.collect(owner)
    }
    return block
  }

  /// Makes the first `count` tokens of a sequence, whose keys and values are computed, known to
  /// others.
  ///
  /// A block that is full with what another one keeps already is given back for that one.
  func commit(_ table: inout BlockTable, _ tokens: [Int], upTo count: Int) {
    guard let root = table.root else { return }
    while table.committed < count {
      let (index, offset) = table.committed.quotientAndRemainder(dividingBy: blockSize)
      if offset == 0 { addNode(to: &table, after: table.nodes.last ?? root) }
      let new = min(blockSize - offset, count - table.committed)
      let node = table.nodes[index]
      tree.append(tokens[table.committed..<table.committed + new], to: node)
      table.committed += new
      if offset + new == blockSize, let existing = tree.publish(node) {
        join(existing, at: index, &table)
      }
    }
  }

  private func addNode(to table: inout BlockTable, after parent: Int32) {
    let node = tree.addNode(after: parent)
    let index = table.nodes.count
    tree.addTable(node)
    table.nodes.append(node)
    for group in groups.indices {
      guard let block = table.rows[group].block(index) else { continue }
      tree.setBlock(block, of: node, group: group)
      groups[group].assign(block, to: node)
    }
  }

  /// Stands on the node that keeps the same tokens, with its blocks.
  private func join(_ node: Int32, at index: Int, _ table: inout BlockTable) {
    let own = table.nodes[index]
    for group in groups.indices {
      guard let block = table.rows[group].block(index) else { continue }
      tree.setBlock(-1, of: own, group: group)
      let kept = tree[node].blocks[group]
      if kept >= 0 {
        groups[group].hold(kept)
        groups[group].assign(block, to: -1)
        groups[group].release(block)
        table.rows[group].blocks[index - table.rows[group].first] = kept
      } else {
        groups[group].assign(block, to: node)
        tree.setBlock(block, of: node, group: group)
      }
    }
    tree.addTable(node)
    table.nodes[index] = node
    tree.removeTable(own)
  }

  /// Gives back blocks whose positions no window reaches any more.
  ///
  /// - Parameter position: The next position that is computed.
  func slide(_ table: inout BlockTable, to position: Int) {
    for (group, window) in windows.enumerated() {
      guard let window else { continue }
      let needed = max(0, position - window + 1) / blockSize
      while table.rows[group].first < needed, let block = table.rows[group].blocks.first {
        table.rows[group].blocks.removeFirst()
        table.rows[group].first += 1
        groups[group].release(block)
      }
    }
  }

  /// Gives all blocks back; those whose tokens the tree knows stay until they are needed.
  func release(_ table: inout BlockTable) {
    for group in table.rows.indices {
      // The last first, so that a beginning outlives what follows it.
      for block in table.rows[group].blocks.reversed() { groups[group].release(block) }
      table.rows[group] = BlockTable.Row()
    }
    for node in table.nodes.reversed() { tree.removeTable(node) }
    table.nodes.removeAll(keepingCapacity: true)
    table.committed = 0
  }

  // Used by `adopt`.
  func hold(_ block: Int32, group: Int) { groups[group].hold(block) }
  func drop(_ block: Int32, group: Int) { groups[group].release(block) }
  func takeBlock(_ group: Int) -> Int32? { take(group) }
  func stand(on node: Int32) { tree.addTable(node) }
}

/// Numbers of blocks of a cache by state.
public struct BlockCounts: Sendable, Hashable {
  /// Blocks that sequences in work hold.
  public var held = 0
  /// Blocks that nobody holds and that keep what was computed for some tokens.
  public var idle = 0
  /// Blocks that keep nothing.
  public var free = 0
}
