extension BlockPool {
  /// Makes a table hold the whole blocks that already keep the next tokens of its sequence.
  ///
  /// - Parameters:
  ///   - tokens: All tokens of the sequence.
  ///   - limit: Most tokens that may be taken over from the beginning.
  func adopt(_ table: inout BlockTable, _ tokens: [Int], limit: Int) {
    guard let last = lastNode(of: table) else { return }
    var path = self.path(after: last, tokens, from: table.nodes.count, limit: limit)
    while !path.isEmpty, !canContinue(table, path) { path.removeLast() }
    guard !path.isEmpty else { return }
    for node in path { stand(on: node) }
    take(path, into: &table)
  }

  /// The node that the next block follows, for a table that ends with a block and of which all
  /// is committed.
  private func lastNode(of table: BlockTable) -> Int32? {
    let begin = table.nodes.count
    guard let root = table.root, table.committed == begin * blockSize,
      table.rows.allSatisfy({ $0.end <= max($0.first, begin) })
    else { return nil }
    return table.nodes.last ?? root
  }

  /// Nodes of the whole blocks that follow.
  private func path(after node: Int32, _ tokens: [Int], from begin: Int, limit: Int) -> [Int32] {
    var path: [Int32] = []
    var last = node
    var start = begin * blockSize
    while start + blockSize <= limit,
      let next = tree.child(of: last, tokens[start..<start + blockSize]), isWhole(next)
    {
      path.append(next)
      last = next
      start += blockSize
    }
    return path
  }

  /// Tells whether a node has its blocks in all groups that see every position.
  private func isWhole(_ node: Int32) -> Bool {
    for (group, window) in windows.enumerated()
    where window == nil && tree[node].blocks[group] < 0 { return false }
    return true
  }

  /// The first logical block of a group that is seen from a position on.
  private func firstSeen(_ group: Int, from position: Int) -> Int {
    guard let window = windows[group] else { return 0 }
    return max(0, position - window + 1) / blockSize
  }

  /// Tells whether what the token after the path sees is there, in layers with a window.
  private func canContinue(_ table: BlockTable, _ path: [Int32]) -> Bool {
    let begin = table.nodes.count
    let end = begin + path.count
    for group in windows.indices where windows[group] != nil {
      for logical in firstSeen(group, from: end * blockSize)..<end {
        if logical >= begin {
          if tree[path[logical - begin]].blocks[group] < 0 { return false }
        } else if table.rows[group].block(logical) == nil {
          return false
        }
      }
    }
    return true
  }

  /// Holds the blocks of a path that are seen from its end on.
  private func take(_ path: [Int32], into table: inout BlockTable) {
    let begin = table.nodes.count
    let end = begin + path.count
    for group in windows.indices {
      let first = firstSeen(group, from: end * blockSize)
      while table.rows[group].first < first, let block = table.rows[group].blocks.first {
        table.rows[group].blocks.removeFirst()
        table.rows[group].first += 1
        drop(block, group: group)
      }
      if table.rows[group].blocks.isEmpty { table.rows[group].first = max(begin, first) }
      for logical in table.rows[group].end..<max(table.rows[group].end, end) {
        let block = tree[path[logical - begin]].blocks[group]
        hold(block, group: group)
        table.rows[group].blocks.append(block)
      }
    }
    table.nodes += path
    table.committed = end * blockSize
  }

  /// Gives a table copies of the block that begins with the most of the tokens that follow, where
  /// there is one, and one to copy it to.
  ///
  /// - Returns: Copies to make before anything else is computed.
  func copyBeginning(_ table: inout BlockTable, _ tokens: [Int], limit: Int) -> [BlockCopy] {
    guard let node = lastNode(of: table) else { return [] }
    let (start, index) = (table.committed, table.nodes.count)
    let rest = tokens[start..<max(start, min(limit, start + blockSize))]
    let found = tree.longestBeginning(after: node, rest) { $0.blocks.allSatisfy { $0 >= 0 } }
    guard let (source, count) = found else { return [] }
    let sources = tree[source].blocks
    for group in windows.indices { hold(sources[group], group: group) }
    defer { for group in windows.indices { drop(sources[group], group: group) } }
    for group in windows.indices where available(group) == 0 { return [] }
    var copies: [BlockCopy] = []
    for group in windows.indices {
      guard let block = takeBlock(group) else { return copies }
      if table.rows[group].blocks.isEmpty { table.rows[group].first = index }
      table.rows[group].blocks.append(block)
      copies.append(BlockCopy(group: group, source: sources[group], target: block))
    }
    commit(&table, tokens, upTo: start + count)
    return copies
  }
}
