import Testing
import _TestSupport

@testable import Inference

/// Sequences that share a pool, with a cache whose every slot tells which beginning it holds: a
/// hash of all tokens up to its own.
struct BlockPoolModel {
  let pool: BlockPool
  private let counts: [Int]
  /// For each group, the beginning that each slot holds.
  private var slots: [[UInt64]]
  /// Slots that were filled by computing.
  private(set) var computed = 0
  private(set) var copied = 0

  /// A sequence of the model.
  struct Member {
    var tokens: [Int]
    var computed = 0
    var table: BlockTable
  }

  init(windows: [Int?], counts: [Int], blockSize: Int) {
    self.counts = counts
    pool = BlockPool(windows: windows, counts: counts, blockSize: blockSize)
    slots = counts.map { Array(repeating: 0, count: $0 * blockSize) }
  }

  /// A hash of the first `count` tokens.
  private static func hash(_ tokens: [Int], _ count: Int) -> UInt64 {
    var hash = TokenHash(17)
    for token in tokens.prefix(count) { hash.combine(token) }
    return hash.value
  }

  /// A sequence with what the pool has of its beginning.
  mutating func begin(_ tokens: [Int]) -> Member {
    var member = Member(tokens: tokens, table: pool.table(kind: 0))
    adopt(&member, copies: true)
    return member
  }

  /// Takes over what the pool has of the next tokens.
  mutating func adopt(_ member: inout Member, copies: Bool) {
    let limit = member.tokens.count - 1
    pool.adopt(&member.table, member.tokens, limit: limit)
    if copies {
      for copy in pool.copyBeginning(&member.table, member.tokens, limit: limit) {
        let size = pool.blockSize
        for slot in 0..<size {
          slots[copy.group][Int(copy.target) * size + slot] =
            slots[copy.group][Int(copy.source) * size + slot]
        }
        copied += 1
      }
    }
    member.computed = max(member.computed, member.table.committed)
  }

  /// Computes `count` more tokens, of which the pool may be told.
  ///
  /// - Returns: Whether there were blocks for them.
  mutating func compute(_ member: inout Member, _ count: Int) throws -> Bool {
    let end = min(member.tokens.count, member.computed + count)
    guard pool.extend(&member.table, to: end) else { return false }
    for position in member.computed..<end {
      let value = Self.hash(member.tokens, position + 1)
      for group in slots.indices { slots[group][try slot(member, position, group)] = value }
      computed += 1
    }
    try check(member, rows: member.computed..<end)
    member.computed = end
    pool.commit(&member.table, member.tokens, upTo: end)
    pool.slide(&member.table, to: end)
    return true
  }

  private func slot(_ member: Member, _ position: Int, _ group: Int) throws -> Int {
    let block = try #require(member.table.rows[group].block(position / pool.blockSize))
    return Int(block) * pool.blockSize + position % pool.blockSize
  }

  /// Everything that rows see is what a sequence alone would have there.
  private func check(_ member: Member, rows: Range<Int>) throws {
    for group in slots.indices {
      let first = pool.windows[group].map { max(0, rows.lowerBound - $0 + 1) } ?? 0
      for position in first..<rows.upperBound {
        let held = slots[group][try slot(member, position, group)]
        try #require(held == Self.hash(member.tokens, position + 1))
      }
    }
  }

  /// Ends a sequence.
  func end(_ member: inout Member) { pool.release(&member.table) }

  /// Nobody holds a block, and none was lost.
  func expectNobody() {
    #expect(pool.counts.held == 0)
    #expect(pool.counts.idle + pool.counts.free == counts.reduce(0, +))
  }
}
