import Models

extension ForwardBatch {
  /// Names the blocks of the sequence that was appended last, in all cache groups: those that its
  /// rows see or fill.
  mutating func setBlocks(of table: BlockTable, windows: [Int?], blockSize: Int) {
    guard let span = spans.last else { preconditionFailure("append tokens first") }
    let last = (span.position + span.count - 1) / blockSize
    for (group, window) in windows.enumerated() {
      let seen = window.map { max(0, span.position - $0 + 1) / blockSize } ?? 0
      let row = table.rows[group]
      setBlocks(row.blocks[seen - row.first...last - row.first], from: seen, group: group)
    }
  }
}
