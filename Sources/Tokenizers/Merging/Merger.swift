/// Merges neighbouring symbols, the most urgent pair first and of equals the leftmost, until none
/// is left to merge.
///
/// Short words are searched again after each merge; long ones go through a heap over a linked list,
/// O(n log n), so that a megabyte without a word boundary takes no longer per byte than prose. The
/// memory is kept from word to word.
struct Merger {
  private static let none = UInt64.max
  /// Up to this many symbols a plain search beats the heap.
  private static let shortLimit = 32

  /// The symbols to merge, and after `run` the result.
  var symbols: [Symbol] = []
  private var pairs: [UInt64] = []
  private var next: [Int32] = []
  private var previous: [Int32] = []
  private var heap = MergeHeap()

  /// Merges `symbols` in place.
  mutating func run(_ ranking: some MergeRanking, text: [UInt8]) {
    guard symbols.count > 1 else { return }
    pairs.removeAll(keepingCapacity: true)
    for index in 0..<symbols.count - 1 {
      pairs.append(ranking.value(symbols[index], symbols[index + 1], in: text) ?? Self.none)
    }
    pairs.append(Self.none)
    if symbols.count <= Self.shortLimit {
      runShort(ranking, text: text)
    } else {
      runLong(ranking, text: text)
    }
  }

  private mutating func runShort(_ ranking: some MergeRanking, text: [UInt8]) {
    while true {
      var best = 0
      for index in pairs.indices where pairs[index] >> 32 < pairs[best] >> 32 { best = index }
      let value = pairs[best]
      guard value != Self.none else { return }
      symbols[best].id = Int32(truncatingIfNeeded: value)
      symbols[best].end = symbols[best + 1].end
      symbols.remove(at: best + 1)
      pairs.remove(at: best)
      if best + 1 < symbols.count {
        pairs[best] = ranking.value(symbols[best], symbols[best + 1], in: text) ?? Self.none
      } else {
        pairs[best] = Self.none
      }
      if best > 0 {
        pairs[best - 1] = ranking.value(symbols[best - 1], symbols[best], in: text) ?? Self.none
      }
    }
  }

  private mutating func runLong(_ ranking: some MergeRanking, text: [UInt8]) {
    let count = symbols.count
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    heap.removeAll()
    for index in 0..<count {
      next.append(index + 1 < count ? Int32(index + 1) : -1)
      previous.append(Int32(index - 1))
      if pairs[index] != Self.none { heap.append(key(index)) }
    }
    heap.order()
    while let entry = heap.pop() {
      let index = Int(entry & 0xFFFF_FFFF)
      // An entry is stale once its pair has changed; a pair that came back counts just as well.
      guard pairs[index] != Self.none, pairs[index] >> 32 == entry >> 32 else { continue }
      merge(at: index, ranking, text: text)
    }
    var kept = 0
    var index = 0
    while index >= 0 {
      symbols[kept] = symbols[index]
      kept += 1
      index = Int(next[index])
    }
    symbols.removeSubrange(kept...)
  }

  private func key(_ index: Int) -> UInt64 {
    pairs[index] & 0xFFFF_FFFF_0000_0000 | UInt64(index)
  }

  private mutating func merge(at index: Int, _ ranking: some MergeRanking, text: [UInt8]) {
    let gone = Int(next[index])
    symbols[index].id = Int32(truncatingIfNeeded: pairs[index])
    symbols[index].end = symbols[gone].end
    pairs[gone] = Self.none
    let after = Int(next[gone])
    next[index] = Int32(after)
    if after >= 0 { previous[after] = Int32(index) }
    update(index, after, ranking, text: text)
    let before = Int(previous[index])
    if before >= 0 { update(before, index, ranking, text: text) }
  }

  private mutating func update(
    _ left: Int, _ right: Int, _ ranking: some MergeRanking, text: [UInt8]
  ) {
    pairs[left] =
      right < 0 ? Self.none : ranking.value(symbols[left], symbols[right], in: text) ?? Self.none
    if pairs[left] != Self.none { heap.push(key(left)) }
  }
}

/// A binary heap of keys, the smallest on top.
private struct MergeHeap {
  private var keys: [UInt64] = []

  mutating func removeAll() { keys.removeAll(keepingCapacity: true) }

  /// Adds a key without keeping order; `order` must follow.
  mutating func append(_ key: UInt64) { keys.append(key) }

  /// Makes a heap of what was appended, in linear time (Floyd 1964).
  mutating func order() {
    var index = keys.count / 2
    while index > 0 {
      index -= 1
      sink(index)
    }
  }

  mutating func push(_ key: UInt64) {
    keys.append(key)
    var index = keys.count - 1
    while index > 0, keys[(index - 1) / 2] > key {
      keys[index] = keys[(index - 1) / 2]
      index = (index - 1) / 2
    }
    keys[index] = key
  }

  mutating func pop() -> UInt64? {
    guard let top = keys.first, let last = keys.popLast() else { return nil }
    if !keys.isEmpty {
      keys[0] = last
      sink(0)
    }
    return top
  }

  private mutating func sink(_ start: Int) {
    var index = start
    let key = keys[index]
    while true {
      var child = 2 * index + 1
      guard child < keys.count else { break }
      if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
      guard keys[child] < key else { break }
      keys[index] = keys[child]
      index = child
    }
    keys[index] = key
  }
}
