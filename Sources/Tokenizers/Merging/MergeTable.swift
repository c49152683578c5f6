/// Rank and result of each merge, by the ids of the two halves.
struct MergeTable: Sendable {
  private struct Entry: Sendable {
    var key: UInt64
    var value: UInt64
  }

  private static let empty = UInt64.max
  private let entries: [Entry]
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
    mask = capacity - 1
    var entries = [Entry](repeating: Entry(key: Self.empty, value: 0), count: capacity)
    var resolver = MergeResolver(table: table, others: others, alphabet: alphabet)
    var block: [MergeResolver.Merge] = []
    for start in stride(from: 0, to: merges.count, by: PieceTable.blockSize) {
      let ranks = start..<min(start + PieceTable.blockSize, merges.count)
      try resolver.resolve(merges, ranks, into: &block)
      Self.insert(block, firstRank: start, into: &entries)
    }
    self.entries = entries
  }

  private static func insert(
    _ merges: [MergeResolver.Merge], firstRank: Int, into entries: inout [Entry]
  ) {
    var entries = entries.mutableSpan
    let mask = entries.count - 1
    let keys = merges.map { UInt64($0.left) << 32 | UInt64($0.right) }
    // A look at all of them first lets the processor wait for many at once.
    let heads = keys.map { entries[slot($0) & mask].key }
    for (offset, key) in keys.enumerated() {
      var slot = slot(key) & mask
      if heads[offset] != empty || entries[slot].key != empty {
        while entries[slot].key != empty, entries[slot].key != key { slot = (slot + 1) & mask }
        // The first mention of a pair has the better rank.
        guard entries[slot].key == empty else { continue }
      }
      let rank = UInt64(firstRank + offset)
      entries[slot] = Entry(key: key, value: rank << 32 | UInt64(merges[offset].merged))
    }
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
