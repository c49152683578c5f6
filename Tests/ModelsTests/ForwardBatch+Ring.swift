import Models

extension ForwardBatch {
  /// Names the blocks of the sequence that was appended last: logical block `b` lies in physical
  /// block `base + b % count`.
  mutating func setRing(_ logical: ClosedRange<Int>, base: Int32, count: Int32, group: Int) {
    let blocks = logical.map { base + Int32($0) % count }
    setBlocks(blocks[...], from: logical.lowerBound, group: group)
  }
}
