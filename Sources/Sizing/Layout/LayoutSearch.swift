import ModelSpec

/// Tries the layouts that divide a model and a cluster.
struct LayoutSearch {
  let spec: ModelSpec
  /// The recipe; what `kept` names of it stays.
  let recipe: TrainingRecipe
  let cluster: Cluster
  let sequencesPerStep: Int
  let kept: KeptSettings

  /// Sequences of a pass that are tried.
  private static let microBatches = [1, 2, 4, 8, 16]
  /// Greatest allowed ratio of the fullest pipeline stage to the mean.
  private static let mostUneven = 1.1

  /// A search for layouts of a recipe.
  ///
  /// - Throws: `SizingError` if the recipe does not suit the model.
  init(
    _ spec: ModelSpec, recipe: TrainingRecipe, cluster: Cluster, keeping kept: KeptSettings,
    sequencesPerStep: Int? = nil
  ) throws(SizingError) {
    var single = recipe
    if kept.isDisjoint(with: [.shards, .layout]) { single.layout = ParallelLayout() }
    try single.validate(spec)
    self.spec = spec
    self.recipe = single
    self.cluster = cluster
    self.kept = kept
    self.sequencesPerStep =
      sequencesPerStep ?? Self.usualSequences(recipe.sequence, devices: cluster.selection.count)
  }

  /// Number of sequences that hold the usual tokens, and a multiple of the devices.
  private static func usualSequences(_ sequence: Int, devices: Int) -> Int {
    let wanted = max(1, ParallelPlan.usualTokensPerStep / sequence)
    return (wanted + devices - 1) / devices * devices
  }

  /// The layouts that fit, the fastest first, and the one that needs least if none does.
  func run(_ clock: StepClock) -> (
    layouts: [ParallelPlan.Layout], least: ParallelPlan.Shortfall?
  ) {
    var found: [ParallelPlan.Layout] = []
    var least: ParallelPlan.Shortfall?
    for layout in divisions {
      for microBatch in kept.contains(.microBatch) ? [recipe.microBatch] : Self.microBatches {
        guard let asked = asked(layout, microBatch) else { break }
        let fitting = fitting(asked, clock, &least)
        // A larger micro-batch takes more memory still.
        guard !fitting.isEmpty else { break }
        found += fitting
      }
    }
    found.sort { ($0.secondsPerToken, $0.perDeviceBytes) < ($1.secondsPerToken, $1.perDeviceBytes) }
    return (found, least)
  }

  /// Tells whether any layout fits: the same search, which ends with the first.
  func findsAny() -> Bool {
    let memory = cluster.selection.accelerator.usableMemoryBytes
    let first = kept.contains(.microBatch) ? recipe.microBatch : 1
    for layout in divisions {
      guard let asked = asked(layout, first) else { continue }
      for level in levels.reversed() {
        for stage in stages(layout).reversed() {
          var tried = asked
          (tried.recompute, tried.zero) = (level, stage)
          guard let bill = try? TrainingBill(spec, recipe: tried) else { break }
          if bill.perDeviceBytes <= memory { return true }
        }
      }
    }
    return false
  }

  /// The recipe in a layout, or `nil` if the sequences of a step do not divide so.
  private func asked(_ layout: ParallelLayout, _ microBatch: Int) -> TrainingRecipe? {
    var asked = recipe
    asked.layout = layout
    asked.microBatch = microBatch
    if kept.contains(.accumulation) { return asked }
    let (replicas, overflows) = layout.data.multipliedReportingOverflow(by: microBatch)
    guard !overflows else { return nil }
    // A micro-batch that was given need not divide the usual step.
    guard kept.contains(.microBatch) || sequencesPerStep % replicas == 0 else { return nil }
    asked.gradientAccumulation = max(1, sequencesPerStep / replicas)
    return asked
  }

  /// Tensor parallelism within a node; pipelines whose stages are about even; replicas of the rest.
  private var divisions: [ParallelLayout] {
    let count = cluster.selection.count
    if kept.contains(.layout) { return [recipe.layout] }
    if kept.contains(.shards) {
      return (try? recipe.spread(over: count)).map { [$0.layout] } ?? []
    }
    var layouts: [ParallelLayout] = []
    for tensor in 1...min(cluster.devicesPerNode, 64)
    where cluster.devicesPerNode % tensor == 0 && count % tensor == 0 {
      for pipeline in 1...spec.layers.count where count / tensor % pipeline == 0 {
        let fullest = (spec.layers.count + pipeline - 1) / pipeline
        guard Double(fullest * pipeline) <= Self.mostUneven * Double(spec.layers.count) else {
          continue
        }
        layouts.append(
          ParallelLayout(
            tensor: tensor, pipeline: pipeline, data: count / tensor / pipeline,
            isSequenceParallel: tensor > 1 && recipe.sequence % tensor == 0))
      }
    }
    return layouts
  }

  /// Lowest ZeRO stage that fits, for each level of recomputation; more recomputation only where
  /// less is not enough without ZeRO.
  private func fitting(
    _ asked: TrainingRecipe, _ clock: StepClock, _ least: inout ParallelPlan.Shortfall?
  ) -> [ParallelPlan.Layout] {
    let memory = cluster.selection.accelerator.usableMemoryBytes
    var found: [ParallelPlan.Layout] = []
    for level in levels {
      for stage in stages(asked.layout) {
        var tried = asked
        tried.recompute = level
        tried.zero = stage
        guard let bill = try? TrainingBill(spec, recipe: tried) else { break }
        let bytes = bill.perDeviceBytes
        if bytes < least?.perDeviceBytes ?? Int.max {
          least = ParallelPlan.Shortfall(
            recipe: tried, perDeviceBytes: bytes, memoryBytes: memory)
        }
        guard bytes <= memory else { continue }
        found.append(
          ParallelPlan.Layout(
            recipe: tried, perDeviceBytes: bytes, memoryBytes: memory,
            bubble: clock.bubble(tried), cost: clock.cost(tried, bill)))
        break
      }
      if found.contains(where: { $0.recipe.zero <= .optimizer }) { break }
    }
    return found
  }

  /// The recipe's level of recomputation, and where it was not given those above it.
  private var levels: [RecomputeLevel] {
    if kept.contains(.recompute) { return [recipe.recompute] }
    return Array(RecomputeLevel.allCases.drop { $0 != recipe.recompute })
  }

  /// Beside a pipeline most trainers divide the optimizer's state only.
  private func stages(_ layout: ParallelLayout) -> [ZeroStage] {
    if kept.contains(.zero) { return [recipe.zero] }
    if layout.data == 1 { return [.none] }
    return layout.pipeline > 1 ? [.none, .optimizer] : ZeroStage.allCases
  }
}
