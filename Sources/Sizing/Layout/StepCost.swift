import ModelSpec

/// The seconds of one optimizer step, each part as if it waited for all others.
public struct StepCost: Sendable, Hashable {
  /// Products at the assumed share of the peak; the fullest stage counts.
  public var computeSeconds: Double
  /// Waiting of pipeline stages: bubble x computing.
  public var bubbleSeconds: Double
  /// Sums over tensor-parallel devices.
  public var tensorSeconds: Double
  /// The stream between pipeline stages.
  public var pipelineSeconds: Double
  /// Gradients and divided weights between replicas.
  public var dataSeconds: Double

  /// All parts.
  public var totalSeconds: Double {
    computeSeconds + bubbleSeconds + tensorSeconds + pipelineSeconds + dataSeconds
  }
  /// Exchanges alone.
  public var communicationSeconds: Double { tensorSeconds + pipelineSeconds + dataSeconds }
}

/// Estimates the steps of one model on one cluster, layout by layout.
struct StepClock {
  let spec: ModelSpec
  let cluster: Cluster
  /// Operations per second of all devices together.
  private let rate: Double
  /// Operations of a token by recomputation.
  private var operations: [RecomputeLevel: Double] = [:]

  init(
    _ spec: ModelSpec, recipe: TrainingRecipe, cluster: Cluster, utilization: Double, peak: Double
  ) throws(SizingError) {
    self.spec = spec
    self.cluster = cluster
    guard utilization.isFinite, utilization > 0, utilization <= 1 else {
      throw SizingError("utilization", expected: "above 0 and at most 1", got: utilization)
    }
    rate = peak * utilization * Double(cluster.selection.count)
    for level in RecomputeLevel.allCases {
      var leveled = recipe
      leveled.recompute = level
      operations[level] = try TrainingOperations(spec, recipe: leveled, tokens: 1).hardware
    }
  }

  /// Dense operations per second of one device.
  ///
  /// - Throws: `SizingError` if none are known.
  static func peak(_ row: Accelerator) throws(SizingError) -> Double {
    guard let peak = row.trainingOperationsPerSecond else {
      throw SizingError(
        "rate of \(row.name)", expected: "dense operations per second", got: "nothing known",
        advice: "Give its rate in a file of accelerators.")
    }
    return peak
  }

  /// The step of a recipe whose bill is known.
  func cost(_ recipe: TrainingRecipe, _ bill: TrainingBill) -> StepCost {
    let layers = Double(spec.layers.count)
    let compute =
      (operations[recipe.recompute] ?? 0) * recipe.tokensPerStep / rate
      * layersOfFullestStage(recipe)
      * Double(recipe.layout.pipeline) / layers
    return StepCost(
      computeSeconds: compute, bubbleSeconds: compute * bubble(recipe),
      tensorSeconds: tensorSeconds(recipe), pipelineSeconds: pipelineSeconds(recipe),
      dataSeconds: dataSeconds(recipe, bill))
  }

  func bubble(_ recipe: TrainingRecipe) -> Double {
    ParallelCost.pipelineBubble(
      stages: recipe.layout.pipeline, interleave: recipe.layout.interleave,
      microBatches: recipe.microBatches)
  }

  private func layersOfFullestStage(_ recipe: TrainingRecipe) -> Double {
    let stages = recipe.layout.pipeline
    return Double((spec.layers.count + stages - 1) / stages)
  }
}

// MARK: - Exchanges

extension StepClock {
  /// Bytes of the residual stream of one micro-batch.
  private func streamBytes(_ recipe: TrainingRecipe) -> Double {
    Double(recipe.microBatch) * Double(recipe.sequence) * Double(spec.modelDimension)
      * Double(recipe.precision.weights.bytes)
  }

  /// Four all-reduces of the stream for each layer and micro-batch; six where every layer is
  /// computed again.
  private func tensorSeconds(_ recipe: TrainingRecipe) -> Double {
    let shards = recipe.layout.tensor
    guard shards > 1 else { return 0 }
    let once = ParallelCost.tensorParallelBytes(
      tokens: Double(recipe.microBatch) * Double(recipe.sequence), width: spec.modelDimension,
      bytesPerValue: recipe.precision.weights.bytes, shards: shards)
    let again = recipe.recompute == .full ? 1.5 : 1
    return once * again * layersOfFullestStage(recipe) * Double(recipe.microBatches)
      / cluster.linkBytesPerSecond
  }

  /// The stream forward and its gradient back, for each micro-batch and piece; the slowest
  /// boundary counts.
  ///
  /// The tensor-parallel devices of a stage send a share each (arXiv 2104.04473, section 4.1). Once
  /// stages stand in several nodes, some boundary lies between two of them, and all replicas beside
  /// it share the node's network.
  private func pipelineSeconds(_ recipe: TrainingRecipe) -> Double {
    let layout = recipe.layout
    guard layout.pipeline > 1 else { return 0 }
    let bytes =
      2 * Double(recipe.microBatches) * Double(layout.interleave) * streamBytes(recipe)
    let within = bytes / Double(layout.tensor) / cluster.linkBytesPerSecond
    guard cluster.nodes > 1 else { return within }
    let stage = layout.tensor * layout.data
    let senders = Double(min(stage, cluster.devicesPerNode) / layout.tensor)
    return max(within, bytes * senders / cluster.networkBytesPerSecond.value)
  }

  /// Seconds in which replicas exchange gradients and weights (arXiv 1910.02054, section 7).
  ///
  /// Without ZeRO gradients twice; in stages 1 and 2 gradients once and trained weights once; in
  /// stage 3 the weights twice for each micro-batch. From stage 2 on gradients are summed for
  /// each micro-batch.
  private func dataSeconds(_ recipe: TrainingRecipe, _ bill: TrainingBill) -> Double {
    let replicas = recipe.layout.data
    guard replicas > 1 else { return 0 }
    let share = Double(replicas - 1) / Double(replicas)
    let gradients = whole(.gradients, bill, dividedFrom: .gradients)
    let precision = recipe.precision
    let trained =
      gradients / Double(precision.gradients.bytes) * Double(precision.weights.bytes)
    let passes = Double(recipe.microBatches)
    let bytes: Double =
      switch recipe.zero {
      case .none: ParallelCost.ringAllReduceBytes(gradients, devices: replicas)
      case .optimizer: share * (gradients + trained)
      case .gradients: share * (passes * gradients + trained)
      case .weights:
        share * passes * (gradients + 2 * whole(.weights, bill, dividedFrom: .weights))
      }
    return bytes / ringBandwidth(recipe)
  }

  /// Bytes of one part on the fullest stage before replicas divide it.
  private func whole(
    _ part: BillLine.Part, _ bill: TrainingBill, dividedFrom stage: ZeroStage
  ) -> Double {
    let most = bill.stages.map { Double($0.bytes(of: part)) }.max() ?? 0
    return bill.recipe.zero >= stage ? most * Double(bill.recipe.layout.data) : most
  }

  /// Bytes per second of one ring of replicas.
  ///
  /// Shards stand side by side, then replicas, then stages. If the replicas of every stage fill a
  /// node or an even part of it, that is the link's rate; else the rings of the shards share
  /// the network.
  private func ringBandwidth(_ recipe: TrainingRecipe) -> Double {
    let layout = recipe.layout
    let stage = layout.tensor * layout.data
    guard cluster.nodes > 1, cluster.devicesPerNode % stage != 0 else {
      return cluster.linkBytesPerSecond
    }
    return min(
      cluster.linkBytesPerSecond, cluster.networkBytesPerSecond.value / Double(layout.tensor))
  }
}
