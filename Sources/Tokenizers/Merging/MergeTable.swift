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
  ///   - find: The id of a piece by its bytes as the merge list writes them.
  init(
    _ merges: MergeList, find: (_ bytes: [UInt8], _ range: Range<Int>) -> Int?
  ) throws(TokenizerError) {
    var capacity = 16
    while capacity < merges.count * 2 { capacity *= 2 }
    entries = [Entry](repeating: Entry(key: Self.empty, value: 0), count: capacity)
    mask = capacity - 1
    var union: [UInt8] = []
    for rank in 0..<merges.count {
      guard let (left, right) = merges.parts(of: rank) else {
        throw TokenizerError(
          .malformed, "merge \(rank) is \(quoted(merges.line(rank))), expected two pieces")
      }
      union.removeAll(keepingCapacity: true)
      union.append(contentsOf: merges.bytes[left])
      union.append(contentsOf: merges.bytes[right])
      guard let leftID = find(merges.bytes, left), let rightID = find(merges.bytes, right),
        let merged = find(union, 0..<union.count)
      else {
        throw TokenizerError(
          .inconsistent,
          "merge \(rank), \(quoted(merges.line(rank))), names a piece that the vocabulary lacks")
      }
      insert(leftID, rightID, rank: rank, merged: merged)
    }
  }

  private mutating func insert(_ left: Int, _ right: Int, rank: Int, merged: Int) {
    let key = UInt64(left) << 32 | UInt64(right)
    var slot = Self.slot(key) & mask
    while entries[slot].key != Self.empty {
      // The first mention of a pair has the better rank.
      if entries[slot].key == key { return }
      slot = (slot + 1) & mask
    }
    entries[slot] = Entry(key: key, value: UInt64(rank) << 32 | UInt64(merged))
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
