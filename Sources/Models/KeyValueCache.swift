public import ModelSpec
public import Tensors

/// Keys and values of all layers, in blocks that sequences take and give back.
public final class KeyValueCache: Sendable {
  /// The layers by window.
  public let groups: [CacheGroup]
  /// Blocks of each group.
  public let blockCounts: [Int]
  /// The room that was planned.
  public let plan: MemoryPlan
  /// One store for each layer.
  let stores: [KeyValueStore]
  /// The group of each layer.
  let groupOfLayer: [Int]

  /// Allocates room as planned, for transformers on the same device.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  public init(_ spec: ModelSpec, plan: MemoryPlan, device: any Device) throws {
    self.plan = plan
    groups = spec.cacheGroups
    blockCounts = spec.cacheBlockCounts(plan: plan)
    var groupOfLayer = Array(repeating: 0, count: spec.layers.count)
    for (index, group) in groups.enumerated() {
      for layer in group.layers { groupOfLayer[layer] = index }
    }
    self.groupOfLayer = groupOfLayer
    let counts = blockCounts
    stores = try spec.layers.enumerated().map { index, layer in
      try device.keyValueStore(
        format: plan.cacheFormat, heads: layer.attention.keyValueHeads,
        headDimension: layer.attention.headDimension,
        slots: counts[groupOfLayer[index]] * plan.positionsPerBlock)
    }
  }

  /// Bytes that one position of one sequence occupies in all layers, as they were allocated.
  public var bytesPerPosition: Int { stores.reduce(0) { $0 + $1.byteCount / $1.slots } }

  /// Bytes that are allocated.
  public var byteCount: Int { stores.reduce(0) { $0 + $1.byteCount } }
}
