import ModelSpec

extension PlanRequest {
  /// A recipe spread over accelerators.
  struct Spread {
    var recipe: TrainingRecipe
    /// Bytes on the most loaded device.
    var bytes: Int
    /// Tells whether the layout was searched for, or follows from what was given.
    var isSearched: Bool
  }

  /// Tells whether a recipe's layout over several devices is looked for: nobody said anything
  /// of it.
  func searchesLayout(of recipe: TrainingRecipe, devices: Int) -> Bool {
    devices > 1 && !isLayoutGiven && !isShardingGiven && recipe.layout.tensor == 1
      && recipe.layout.pipeline == 1 && !recipe.layout.isSequenceParallel
  }

  /// Settings that a search for layouts leaves as the recipe has them.
  public func keptSettings(of recipe: TrainingRecipe, devices: Int) -> KeptSettings {
    var kept: KeptSettings = []
    if isZeroGiven { kept.insert(.zero) }
    if recipe.gradientAccumulation != nil { kept.insert(.accumulation) }
    if searchesLayout(of: recipe, devices: devices) {
      if isMicroBatchGiven || recipe.microBatch != 1 { kept.insert(.microBatch) }
      if isRecomputeGiven { kept.insert(.recompute) }
    } else {
      kept.formUnion([isLayoutGiven ? .layout : .shards, .microBatch, .recompute])
    }
    return kept
  }

  /// A recipe in the layout that was given, or with what shards leave of the devices as replicas.
  ///
  /// - Throws: `SizingError` if the layout needs more devices than there are, or does not
  ///   divide them.
  func placed(
    _ recipe: TrainingRecipe, over selection: AcceleratorSelection
  ) throws(SizingError) -> TrainingRecipe {
    let layout = recipe.layout
    let needed =
      isLayoutGiven
      ? layout.devices
      : ParallelLayout(tensor: layout.tensor, pipeline: layout.pipeline).devices
    guard isLayoutGiven || needed > selection.count else {
      return try recipe.spread(over: selection.count)
    }
    guard needed <= selection.count else {
      let name = selection.accelerator.name
      throw SizingError(
        "layout",
        expected: "of at most the \(selection.count) x \(name) that are given",
        got: "tensor \(layout.tensor) x pipeline \(layout.pipeline)"
          + (isLayoutGiven ? " x data \(layout.data)" : "") + ", which takes \(needed)",
        advice: .devices(accelerator: name, count: needed))
    }
    return recipe
  }

  /// A recipe as it is spread over some accelerators: in the fastest layout that fits where none
  /// was given.
  ///
  /// - Throws: `SizingError` if it cannot be spread so, or a figure leaves its bounds.
  func spread(
    _ recipe: TrainingRecipe, _ spec: ModelSpec, over selection: AcceleratorSelection
  ) throws(SizingError) -> Spread {
    if searchesLayout(of: recipe, devices: selection.count),
      let found = try best(recipe, spec, over: selection)
    {
      return found
    }
    var spread = try placed(recipe, over: selection)
    if !isZeroGiven {
      spread = try spread.withLowestStage(
        spec, fitting: selection.accelerator.usableMemoryBytes)
    }
    return Spread(
      recipe: spread, bytes: try TrainingBill(spec, recipe: spread).perDeviceBytes,
      isSearched: false)
  }

  /// The first of the layouts that advice lists, or the one that misses by the least; `nil` if none
  /// divides model and devices.
  private func best(
    _ recipe: TrainingRecipe, _ spec: ModelSpec, over selection: AcceleratorSelection
  ) throws(SizingError) -> Spread? {
    let plan = try ParallelPlan(
      spec, recipe: recipe, cluster: Cluster(selection),
      keeping: keptSettings(of: recipe, devices: selection.count), utilization: utilization,
      peak: selection.accelerator.trainingOperationsPerSecond ?? .infinity)
    if let first = plan.layouts.first {
      return Spread(recipe: first.recipe, bytes: first.perDeviceBytes, isSearched: true)
    }
    return plan.shortfall.map {
      Spread(recipe: $0.recipe, bytes: $0.perDeviceBytes, isSearched: true)
    }
  }

  /// Tells whether a recipe fits on some accelerators in any layout that it may have.
  func canSpread(
    _ recipe: TrainingRecipe, _ spec: ModelSpec, over selection: AcceleratorSelection
  ) -> Bool {
    if searchesLayout(of: recipe, devices: selection.count),
      let cluster = try? Cluster(selection),
      let search = try? LayoutSearch(
        spec, recipe: recipe, cluster: cluster,
        keeping: keptSettings(of: recipe, devices: selection.count))
    {
      return search.findsAny()
    }
    guard let spread = try? spread(recipe, spec, over: selection) else { return false }
    return spread.bytes <= selection.accelerator.usableMemoryBytes
  }
}
