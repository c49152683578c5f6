import Machine
import ModelFiles
import ModelSpec
import Models
import Tensors

/// The room that an engine gets, decided before anything is allocated.
struct EnginePlan {
  let memory: MemoryPlan
  let threads: Int
  /// The room of the draft model, if there is one.
  let draft: DraftPlan?
  /// All that will be allocated.
  let bytes: Int

  /// - Throws: `EngineError` for options out of range, and if not even a short context fits.
  init(_ checkpoint: Checkpoint, _ options: EngineOptions) throws {
    let spec = checkpoint.spec
    threads = options.threads ?? ProcessorCount.allowed()
    guard (1...1024).contains(threads) else { throw DeviceError.threads(threads) }
    guard (1...256).contains(options.sequences) else {
      throw EngineError.option(.sequences, "must be between 1 and 256, got \(options.sequences)")
    }
    guard (1...65_536).contains(options.rows) else {
      throw EngineError.option(.rows, "must be between 1 and 65536, got \(options.rows)")
    }
    guard options.queueRequests >= 1 else {
      throw EngineError.option(.queueRequests, "must be 1 or more, got \(options.queueRequests)")
    }
    let format = try Self.cacheFormat(checkpoint, options)
    let scratch = CPUScratchSizes(threads: threads)
    let draft = try Self.draft(options, for: spec, scratch)
    self.draft = draft
    let limit = options.memoryLimit ?? AvailableMemory.bytes() ?? Int.max
    func plan(context: Int) -> MemoryPlan {
      // Every sequence must find a row in a pass.
      MemoryPlan(
        context: context, sequences: options.sequences, cacheBytes: options.cacheBytes,
        rows: max(options.sequences, min(options.rows, context)),
        positionsPerBlock: KeyValueStore.positionsPerBlock, cacheFormat: format)
    }
    func bytes(_ plan: MemoryPlan) -> Int {
      (spec.cacheBytes(plan: plan) ?? 0)
        + Transformer.workspaceBytes(spec, plan: plan, scratch: scratch)
        + (draft?.bytes(beside: plan) ?? 0)
    }
    /// Bytes of the cache of one sequence alone, which the bound must leave.
    func least(_ context: Int) -> Int {
      var alone = plan(context: context)
      (alone.sequences, alone.cacheBytes) = (1, nil)
      return spec.cacheBytes(plan: alone) ?? 0
    }
    func fits(_ context: Int) -> Bool {
      bytes(plan(context: context)) <= limit && least(context) <= options.cacheBytes ?? Int.max
    }
    if let context = options.context {
      try Self.check(context, spec)
      if let most = options.cacheBytes, least(context) > most {
        throw EngineError.option(
          .cacheBytes,
          "must be at least \(least(context)), the keys and values of one sequence of "
            + "\(context) positions, got \(most)")
      }
      let needed = bytes(plan(context: context))
      guard needed <= limit else {
        // No more than the model was made for: a longer one fits, and answers nonsense.
        let fitting = Self.largest(upTo: min(context, spec.contextLength), where: fits)
        throw EngineError.memory(
          needed: needed, available: limit,
          remedy: fitting.map { .context($0) } ?? Self.less(nil, options))
      }
      memory = plan(context: context)
      self.bytes = needed
    } else {
      let wanted = spec.usualContext
      if let most = options.cacheBytes, least(min(wanted, 256)) > most {
        throw EngineError.option(
          .cacheBytes,
          "must be at least \(least(min(wanted, 256))), the keys and values of one sequence of "
            + "\(min(wanted, 256)) positions, got \(most)")
      }
      guard let context = Self.largest(upTo: wanted, where: fits) else {
        throw EngineError.memory(
          needed: bytes(plan(context: min(wanted, 256))), available: limit,
          remedy: Self.less(min(wanted, 256), options))
      }
      memory = plan(context: context)
      self.bytes = bytes(memory)
    }
  }

  /// Advice where the context is not what takes the memory.
  private static func less(_ smallest: Int?, _ options: EngineOptions) -> MemoryRemedy {
    .less(
      smallestContext: smallest, hasSequences: options.sequences > 1,
      drafts: options.speculation != nil)
  }

  private static func check(_ context: Int, _ spec: ModelSpec) throws {
    guard context >= 1 else {
      throw EngineError.option(.context, "must be 1 or more, got \(context)")
    }
    if let positions = spec.embedding.learnedPositions, context > positions {
      throw EngineError.option(
        .context,
        "must be at most \(positions), since the model has a learned position table of that "
          + "many rows, got \(context)")
    }
    guard context <= 1 << 24 else {
      throw EngineError.option(.context, "must be at most \(1 << 24), got \(context)")
    }
  }

  private static func draft(
    _ options: EngineOptions, for target: ModelSpec, _ scratch: CPUScratchSizes
  ) throws -> DraftPlan? {
    guard case .draft(let model, _) = options.speculation else { return nil }
    return DraftPlan(
      spec: model.spec, cacheFormat: try cacheFormat(model.checkpoint, options), target: target,
      scratch: scratch)
  }

  private static func cacheFormat(_ checkpoint: Checkpoint, _ options: EngineOptions) throws
    -> StorageFormat
  {
    let format =
      options.cacheFormat ?? .usualCache(besideFloat32: checkpoint.isStoredInF32)
    guard KeyValueStore.formats.contains(format) else {
      let known = KeyValueStore.formats.map(\.name).joined(separator: ", ")
      throw EngineError.option(.cacheFormat, "must be one of \(known), got \(format.name)")
    }
    for layer in checkpoint.spec.layers
    where format.bytes(forElements: layer.attention.headDimension) == nil {
      throw EngineError.option(
        .cacheFormat,
        "\(format.name) needs heads of a multiple of \(format.elementsPerBlock) columns; "
          + "those of \(checkpoint.path) have \(layer.attention.headDimension)")
    }
    return format
  }

  /// The largest context that satisfies a bound that grows with it: the wanted one, or a multiple
  /// of 256 below.
  private static func largest(upTo wanted: Int, where fits: (Int) -> Bool) -> Int? {
    if fits(wanted) { return wanted }
    var (low, high) = (0, wanted / 256)
    while low < high {
      let middle = (low + high + 1) / 2
      if fits(middle * 256) { low = middle } else { high = middle - 1 }
    }
    return low > 0 ? low * 256 : nil
  }
}
