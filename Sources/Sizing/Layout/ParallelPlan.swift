public import ModelSpec
import PlainText

/// The best ways to divide training over a cluster: tensor x pipeline x data, ZeRO stage,
/// micro-batch and recomputation.
///
/// Layouts that fit are ranked by the time of a step, in which nothing overlaps: products at the
/// assumed share of the peak, idle pipeline stages, and every exchange at the full rate of its
/// link. The order is worth more than the seconds.
public struct ParallelPlan: Sendable, Hashable {
  /// One layout that fits.
  public struct Layout: Sendable, Hashable {
    /// The recipe with its layout, stage, micro-batch and recomputation.
    public var recipe: TrainingRecipe
    /// Bytes on the most loaded device.
    public var perDeviceBytes: Int
    /// Bytes that a device can hold.
    public var memoryBytes: Int
    /// Idle time of the pipeline over its useful time.
    public var bubble: Double
    /// Seconds of a step, part by part.
    public var cost: StepCost

    /// Share of a device's memory that is filled.
    public var load: Double { Double(perDeviceBytes) / Double(max(1, memoryBytes)) }
    /// Tokens a second of all devices.
    public var tokensPerSecond: Double { recipe.tokensPerStep / cost.totalSeconds }
    /// Sequences of a step over all replicas.
    var sequencesPerStep: Int { recipe.layout.data * recipe.microBatch * recipe.microBatches }
    /// Seconds of a token, by which layouts are ranked.
    var secondsPerToken: Double { cost.totalSeconds / recipe.tokensPerStep }
  }

  /// The layout that needs the least memory where none fits.
  public struct Shortfall: Sendable, Hashable {
    /// The recipe with that layout.
    public var recipe: TrainingRecipe
    /// Bytes on its most loaded device.
    public var perDeviceBytes: Int
    /// Bytes that a device can hold.
    public var memoryBytes: Int

    /// Bytes too many.
    public var excessBytes: Int { perDeviceBytes - memoryBytes }
  }

  /// The cluster.
  public var cluster: Cluster
  /// Sequences of one optimizer step over all replicas.
  public var sequencesPerStep: Int
  /// Share of the peak that products reach.
  public var utilization: Double
  /// The best layouts that fit, at most five, the fastest first.
  public var layouts: [Layout]
  /// Memory that is missing where none fits; `nil` too where no layout divides model and cluster.
  public var shortfall: Shortfall?
  /// Remarks that a reader should know.
  public var notes: [String]

  /// Layouts that are kept.
  public static let limit = 5
  /// Tokens of a step where nobody says: Llama 2's global batch (arXiv 2307.09288, section 2.2).
  public static let usualTokensPerStep = 4_000_000

  /// Searches for layouts.
  ///
  /// - Parameters:
  ///   - recipe: Method, optimizer, precision, sequence and attention; layout, stage and
  ///     micro-batch are searched, recomputation from its level up. Pipelines run the plain
  ///     1F1B schedule.
  ///   - kept: What stays as the recipe has it.
  ///   - sequencesPerStep: Of one optimizer step; about four million tokens in whole sequences for
  ///     each device unless told.
  ///   - utilization: Share of the dense peak that products reach.
  /// - Throws: `SizingError` if the recipe does not suit the model, a figure is out of range, or no
  ///   rate is known.
  public init(
    _ spec: ModelSpec, recipe: TrainingRecipe, cluster: Cluster, keeping kept: KeptSettings = [],
    sequencesPerStep: Int? = nil, utilization: Double = TrainingRun.assumedUtilization
  ) throws(SizingError) {
    try self.init(
      spec, recipe: recipe, cluster: cluster, keeping: kept, sequencesPerStep: sequencesPerStep,
      utilization: utilization, peak: try StepClock.peak(cluster.selection.accelerator))
  }

  /// The same at a peak rate that is known, or infinite: then layouts are ranked by what
  /// they exchange.
  init(
    _ spec: ModelSpec, recipe: TrainingRecipe, cluster: Cluster, keeping kept: KeptSettings = [],
    sequencesPerStep: Int? = nil, utilization: Double, peak: Double
  ) throws(SizingError) {
    guard (1...1 << 32).contains(sequencesPerStep ?? 1) else {
      throw SizingError(
        "sequences of a step", expected: "between 1 and 2^32", got: sequencesPerStep ?? 1)
    }
    let search = try LayoutSearch(
      spec, recipe: recipe, cluster: cluster, keeping: kept, sequencesPerStep: sequencesPerStep)
    let clock = try StepClock(
      spec, recipe: search.recipe, cluster: cluster, utilization: utilization, peak: peak)
    let found = search.run(clock)
    self.cluster = cluster
    self.sequencesPerStep =
      found.layouts.first?.sequencesPerStep ?? search.sequencesPerStep
    self.utilization = utilization
    // Of layouts that differ in the micro-batch alone, the fastest stands for all.
    var seen: Set<TrainingRecipe> = []
    let distinct = found.layouts.filter { layout in
      var recipe = layout.recipe
      (recipe.microBatch, recipe.gradientAccumulation) = (1, nil)
      return seen.insert(recipe).inserted
    }
    layouts = Array(distinct.prefix(Self.limit))
    shortfall = found.layouts.isEmpty ? found.least : nil
    notes = []
    addNotes()
  }

  private mutating func addNotes() {
    let network = cluster.networkBytesPerSecond
    if cluster.nodes > 1, network.provenance != .given {
      notes.append("the network is assumed: " + network.source)
    }
    if cluster.nodes == 1 { notes.append("one node: everything is exchanged over its own link") }
    if cluster.selection.accelerator.interconnect == nil {
      notes.append("the link between devices is not known: the network's rate is taken")
    }
    if let problem { notes.append(problem) }
  }

  /// Reason that there is no layout, or `nil` if there is one.
  public var problem: String? {
    guard layouts.isEmpty else { return nil }
    guard let shortfall else {
      return "no layout divides heads, layers and the \(sequencesPerStep) sequences of a step "
        + "over \(cluster.selection.count) devices"
    }
    return "capacity of one device: the smallest layout (\(shortfall.recipe.layoutText)) needs "
      + "\(NumberText.size(shortfall.perDeviceBytes)), \(NumberText.size(shortfall.excessBytes)) "
      + "more than the \(NumberText.size(shortfall.memoryBytes)) that it holds"
  }
}
