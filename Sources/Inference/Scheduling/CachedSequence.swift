import ModelSpec
import Models

/// One sequence's part of the cache, and the tokens whose keys and values lie in it.
///
/// Each group of layers gives the sequence a fixed range of blocks. Layers that see all positions
/// use them in order; layers with a window use them as a ring, so that positions which left every
/// window are overwritten.
struct CachedSequence {
  /// Tokens whose keys and values are in the cache, from position 0.
  private(set) var tokens: [Int] = []
  /// The length that rotary scalings were computed for.
  private(set) var rotaryLength = 0
  /// Positions computed last; a ring holds no more than its blocks before this.
  private var computed = 0
  private let bases: [Int32]
  private let counts: [Int]
  private let windows: [Int?]
  private let blockSize: Int

  init(index: Int, cache: KeyValueCache) {
    counts = cache.blockCounts.map { $0 / cache.plan.sequences }
    bases = counts.map { Int32($0 * index) }
    windows = cache.groups.map(\.window)
    blockSize = cache.plan.positionsPerBlock
    tokens.reserveCapacity(cache.plan.context)
  }

  /// Number of tokens of a prompt that need not be computed again, at most all but the last.
  func reusable(for prompt: [Int]) -> Int {
    var common = 0
    let limit = min(tokens.count, prompt.count - 1)
    while common < limit, tokens[common] == prompt[common] { common += 1 }
    return canContinue(at: common) ? common : 0
  }

  /// Tells whether every position that a token at `position` sees is still there.
  private func canContinue(at position: Int) -> Bool {
    guard computed > 0 else { return position == 0 }
    let last = (computed - 1) / blockSize
    for (group, window) in windows.enumerated() {
      guard let window else { continue }
      let oldest = max(0, last - counts[group] + 1) * blockSize
      if max(0, position - window + 1) < oldest { return false }
    }
    return true
  }

  /// Forgets all but the first `count` tokens.
  mutating func truncate(to count: Int) {
    tokens.removeLast(tokens.count - count)
    if count == 0 { (computed, rotaryLength) = (0, 0) }
  }

  /// Puts tokens that follow the known ones into a batch; they count as known from now on.
  ///
  /// - Parameters:
  ///   - lengthGrows: Whether each further token makes `length` one longer, as if it had
  ///     come alone.
  mutating func append(
    _ new: ArraySlice<Int>, length: Int, lengthGrows: Bool = false, to batch: inout ForwardBatch
  ) {
    let position = tokens.count
    rotaryLength = length
    batch.append(new, position: position, length: length, lengthGrows: lengthGrows)
    tokens.append(contentsOf: new)
    computed = max(computed, tokens.count)
    let last = (tokens.count - 1) / blockSize
    for group in windows.indices {
      let first = windows[group].map { max(0, position - $0 + 1) / blockSize } ?? 0
      batch.setBlocks(first...last, base: bases[group], count: Int32(counts[group]), group: group)
    }
  }
}
