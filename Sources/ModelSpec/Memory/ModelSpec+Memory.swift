/// Layers whose keys and values can share a block table, because they see the same positions.
public struct CacheGroup: Sendable, Hashable {
  /// Positions that a query sees, or `nil` for all.
  public var window: Int?
  /// The layers, in order.
  public var layers: [Int]
}

/// The room for a model's cache and work buffers.
public struct MemoryPlan: Sendable, Hashable {
  /// Positions of one sequence.
  public var context: Int
  /// Sequences at once.
  public var sequences: Int
  /// Most bytes of keys and values, for all sequences together; `nil` has every sequence find room
  /// for its whole context.
  public var cacheBytes: Int?
  /// Rows of one forward pass: the longest piece of a prompt that is read at once.
  public var rows: Int
  /// Positions of one block of the cache.
  public var positionsPerBlock: Int
  /// Numbers that keys and values are stored in.
  public var cacheFormat: StorageFormat

  /// Most consecutive rows of a sequence that attend together, so that a key that is read once
  /// serves several queries.
  public static let rowsPerTile = 8

  /// A plan for `sequences` sequences of at most `context` positions each.
  public init(
    context: Int, sequences: Int = 1, cacheBytes: Int? = nil, rows: Int = 512,
    positionsPerBlock: Int = 32, cacheFormat: StorageFormat = .f16
  ) {
    self.context = context
    self.sequences = sequences
    self.cacheBytes = cacheBytes
    self.rows = rows
    self.positionsPerBlock = positionsPerBlock
    self.cacheFormat = cacheFormat
  }
}

extension ModelSpec {
  /// The layers by window, those without one first.
  public var cacheGroups: [CacheGroup] {
    var groups: [CacheGroup] = []
    for (index, layer) in layers.enumerated() {
      if let group = groups.firstIndex(where: { $0.window == layer.attention.window }) {
        groups[group].layers.append(index)
      } else {
        groups.append(CacheGroup(window: layer.attention.window, layers: [index]))
      }
    }
    return groups.sorted { ($0.window ?? Int.max) > ($1.window ?? Int.max) }
  }

  /// Blocks that a group needs for one sequence: all positions, or the window and the rows of
  /// one pass.
  public func cacheBlocks(_ group: CacheGroup, plan: MemoryPlan) -> Int {
    let block = plan.positionsPerBlock
    let all = (plan.context + block - 1) / block
    guard let window = group.window else { return all }
    // A window begins and ends within a block, so one more than fits exactly.
    return min(all, (window + plan.rows + block - 1) / block + 1)
  }

  /// Blocks of each cache group that all sequences share.
  ///
  /// These are each sequence's own, or where the plan bounds the bytes as many as fit, in the same
  /// proportion; never fewer than one sequence needs for its whole context.
  public func cacheBlockCounts(plan: MemoryPlan) -> [Int] {
    let own = cacheGroups.map { cacheBlocks($0, plan: plan) }
    guard let limit = plan.cacheBytes, let whole = own.first,
      let sizes = cacheGroupBlockBytes(plan: plan)
    else { return own.map { $0 * plan.sequences } }
    func counts(_ blocks: Int) -> [Int] { own.map { ($0 * blocks + whole - 1) / whole } }
    func fits(_ blocks: Int) -> Bool {
      var left = limit
      for (count, size) in zip(counts(blocks), sizes) {
        let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows, bytes <= left else { return false }
        left -= bytes
      }
      return true
    }
    var (low, high) = (whole, 1 << 31)
    while low < high {
      let middle = (low + high + 1) / 2
      if fits(middle) { low = middle } else { high = middle - 1 }
    }
    return counts(low)
  }

  /// Bytes of one block in all layers of each cache group, or `nil` if a head does not fill whole
  /// blocks of the format.
  private func cacheGroupBlockBytes(plan: MemoryPlan) -> [Int]? {
    var sizes: [Int] = []
    for group in cacheGroups {
      var bytes = 0
      for index in group.layers {
        guard let row = layers[index].attention.cacheBytesPerPosition(plan.cacheFormat) else {
          return nil
        }
        bytes += row * plan.positionsPerBlock
      }
      sizes.append(bytes)
    }
    return sizes
  }

  /// Bytes of keys and values that are allocated, or `nil` if a head does not fill whole blocks of
  /// the format.
  ///
  /// A sum beyond `Int.max / 2`, which no machine has, is that.
  public func cacheBytes(plan: MemoryPlan) -> Int? {
    guard let sizes = cacheGroupBlockBytes(plan: plan) else { return nil }
    var total = 0
    for (count, size) in zip(cacheBlockCounts(plan: plan), sizes) {
      let (bytes, isTooMany) = size.multipliedReportingOverflow(by: count)
      guard !isTooMany, bytes <= Int.max / 2 - total else { return Int.max / 2 }
      total += bytes
    }
    return total
  }

  /// Bytes of keys and values for one more position in layers without a window: the
  /// mathematical minimum.
  public func cacheBytesPerToken(format: StorageFormat) -> Int? {
    var total = 0
    for layer in layers {
      guard let row = layer.attention.cacheBytesPerPosition(format) else { return nil }
      total += row
    }
    return total
  }

  /// Bytes of the keys and values that one sequence of `positions` positions needs.
  ///
  /// These are all of them in layers without a window, the window's elsewhere. No engine can
  /// hold less.
  /// - Returns: `nil` if a head does not fill whole blocks of the format, or the sum overflows.
  public func minimumCacheBytes(positions: Int, format: StorageFormat) -> Int? {
    var total = 0
    for layer in layers {
      guard let row = layer.attention.cacheBytesPerPosition(format) else { return nil }
      let seen = min(positions, layer.attention.window ?? positions)
      let (bytes, isTooMany) = row.multipliedReportingOverflow(by: seen)
      let (sum, overflows) = total.addingReportingOverflow(bytes)
      guard !isTooMany, !overflows else { return nil }
      total = sum
    }
    return total
  }
}

extension AttentionSpec {
  /// Bytes that the cache holds for one position of one layer: keys and values of each key/value
  /// head, or the narrow vector and the shared rotated key of latent attention (arXiv 2405.04434,
  /// table 1).
  ///
  /// - Returns: `nil` if a row does not fill whole blocks of the format.
  public func cacheBytesPerPosition(_ format: StorageFormat) -> Int? {
    if let latent {
      guard let vector = format.bytes(forElements: latent.keyValueRank),
        let key = format.bytes(forElements: latent.rotaryDimension)
      else { return nil }
      return vector + key
    }
    return format.bytes(forElements: headDimension).map { 2 * keyValueHeads * $0 }
  }
}
