/// Rank and result of each merge, by the ids of the two halves.
struct MergeTable: Sendable {
  private struct Entry: Sendable {
    var key: UInt64
    var value: UInt64
  }

  private static let empty = UInt64.max
  private var entries: [Entry]
  private let mask: Int

  /// Resolves merges that are written as text.
  ///
  /// - Parameters:
  ///   - merges: The merges, the most urgent first.
  ///   - table: Finds the pieces that text may become.
  ///   - others: Finds the other pieces, which some published merges name.
  ///   - alphabet: The alphabet of the merges, if the pieces of `table` are bytes.
  init(
    _ merges: MergeList, table: PieceTable, others: PieceTable, alphabet: ByteAlphabet?
  ) throws(TokenizerError) {
    var capacity = 16
    while capacity < merges.count * 3 / 2 { capacity *= 2 }
    entries = [Entry](repeating: Entry(key: Self.empty, value: 0), count: capacity)
    mask = capacity - 1
    var resolver = MergeResolver(table: table, others: others, alphabet: alphabet)
    var ids: [MergeResolver.Merge] = []
    for start in stride(from: 0, to: merges.count, by: Self.blockSize) {
      let block = start..<min(start + Self.blockSize, merges.count)
      try resolver.resolve(merges, block, into: &ids)
      for (offset, merge) in ids.enumerated() { insert(merge, rank: start + offset) }
    }
  }

  /// Memory is slower here than arithmetic: look-ups of a whole block in a row let the processor wait for many at once.
  private static let blockSize = 128

  @inline(__always)
  private mutating func insert(_ merge: MergeResolver.Merge, rank: Int) {
    let key = UInt64(merge.left) << 32 | UInt64(merge.right)
    var slot = Self.slot(key) & mask
    while entries[slot].key != Self.empty {
      // The first mention of a pair has the better rank.
      if entries[slot].key == key { return }
      slot = (slot + 1) & mask
    }
    entries[slot] = Entry(key: key, value: UInt64(rank) << 32 | UInt64(merge.merged))
  }

  @inline(__always)
  private static func slot(_ key: UInt64) -> Int {
    let mixed = (key ^ (key >> 29)) &* 0xBF58_476D_1CE4_E5B9
    return Int(truncatingIfNeeded: (mixed ^ (mixed >> 31)) & 0x7FFF_FFFF_FFFF_FFFF)
  }

  /// Rank (upper half) and merged id (lower half) of a pair, or `nil`.
  @inline(__always)
  func value(_ left: Int32, _ right: Int32) -> UInt64? {
    guard left >= 0, right >= 0 else { return nil }
    let key = UInt64(left) << 32 | UInt64(right)
    var slot = Self.slot(key) & mask
    while true {
      let entry = entries[slot]
      if entry.key == key { return entry.value }
      if entry.key == Self.empty { return nil }
      slot = (slot + 1) & mask
    }
  }
}
