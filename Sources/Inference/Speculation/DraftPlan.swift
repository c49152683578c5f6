import ModelSpec
import Models

/// The room of a draft model, which follows from the plan of its target.
struct DraftPlan {
  let spec: ModelSpec
  let cacheFormat: StorageFormat
  /// The model that it drafts for.
  let target: ModelSpec
  /// Scratch memory of the device's operations.
  let scratch: CPUScratchSizes

  /// Memory for as many sequences and positions, unless a learned position table is shorter.
  func memory(beside plan: MemoryPlan) -> MemoryPlan {
    var own = plan
    own.context = min(plan.context, spec.embedding.learnedPositions ?? plan.context)
    own.cacheFormat = cacheFormat
    own.cacheBytes = nil
    // The same part of what all sequences could take.
    var whole = plan
    whole.cacheBytes = nil
    if let limit = plan.cacheBytes, let bytes = target.cacheBytes(plan: whole), bytes > 0,
      let all = spec.cacheBytes(plan: own)
    {
      own.cacheBytes = Int(min(1, Double(limit) / Double(bytes)) * Double(all))
    }
    return own
  }

  /// Bytes of cache and work buffers.
  func bytes(beside plan: MemoryPlan) -> Int {
    let own = memory(beside: plan)
    return (spec.cacheBytes(plan: own) ?? 0)
      + Transformer.workspaceBytes(spec, plan: own, scratch: scratch)
  }
}
