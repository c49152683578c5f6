import ModelSpec
public import Sizing

/// Answers beyond the plans themselves: advice, a choice of precisions, layouts for a cluster.
public struct PlanAnswers: Sendable, Hashable {
  /// Machines, limits and changes, where advice was asked for.
  public private(set) var advice: Advice?
  /// Models in precisions side by side, where plans differ in precision and some accelerator
  /// was named.
  public private(set) var choice: PrecisionComparison?
  /// The best layouts for each accelerator that there are several of, where a plan of training asks
  /// for them.
  public private(set) var layouts: [ParallelPlan] = []

  /// No answers.
  public init() {}

  /// The answers for some plans.
  ///
  /// - Parameters:
  ///   - plans: The plans; advice and layouts are those of the first.
  ///   - table: The accelerators that may be advised.
  ///   - isAdvised: Whether advice is asked for.
  ///   - isLaunched: Whether a launch file is to be written, which needs a layout also where speeds
  ///     are not known.
  /// - Throws: `SizingError` if a question does not fit its model.
  public init(
    _ plans: [Plan], table: AcceleratorTable, isAdvised: Bool, isLaunched: Bool
  ) throws {
    guard let first = plans.first else { return }
    if isAdvised { advice = Advice(plan: first, table: table) }
    let isChoice = plans.count > 1 && Set(plans.map { $0.request.precision }).count > 1
    if isChoice, let selection = first.request.accelerators.first {
      choice = try PrecisionComparison(
        plans.map { .init($0.subject, $0.request.precision) },
        memoryBytes: selection.accelerator.usableMemoryBytes,
        on: Roofline(selection) == nil ? nil : selection, request: first.request)
    }
    let wantsLayout = isAdvised || isLaunched
    guard wantsLayout, plans.count == 1, let spec = first.subject.spec,
      let recipe = first.request.training
    else { return }
    for selection in first.request.accelerators where selection.count > 1 {
      // Advice on devices of unknown speed has no layouts to rank; a launch file needs one.
      guard isLaunched || Roofline(selection) != nil else { continue }
      layouts.append(try Self.layouts(first.request, spec, recipe, selection))
    }
  }

  /// The best layouts of what was asked for, with all that was given of it.
  private static func layouts(
    _ request: PlanRequest, _ spec: ModelSpec, _ recipe: TrainingRecipe,
    _ selection: AcceleratorSelection
  ) throws -> ParallelPlan {
    var used = selection
    if request.isLayoutGiven { used.count = min(used.count, recipe.layout.devices) }
    return try ParallelPlan(
      spec, recipe: recipe, cluster: Cluster(used),
      keeping: request.keptSettings(of: recipe, devices: selection.count),
      utilization: request.utilization)
  }
}
