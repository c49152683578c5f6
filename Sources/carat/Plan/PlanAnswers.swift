import JSON
import ModelSpec
import Sizing

/// What the flags ask beyond the plans themselves: advice, a choice of precisions, layouts for a cluster.
struct PlanAnswers {
  private(set) var advice: Advice?
  private(set) var choice: PrecisionComparison?
  private(set) var layouts: [ParallelPlan] = []

  /// - Throws: `SizingError` if a question does not fit its model.
  init(_ plans: [Plan], table: AcceleratorTable, flags: OutputFlags) throws {
    guard let first = plans.first else { return }
    if flags.advise { advice = Advice(plan: first, table: table) }
    let isChoice = plans.count > 1 && Set(plans.map { $0.request.precision }).count > 1
    if isChoice, let selection = first.request.accelerators.first {
      choice = try PrecisionComparison(
        plans.map { .init($0.subject, $0.request.precision) },
        memoryBytes: selection.accelerator.usableMemoryBytes,
        on: Roofline(selection) == nil ? nil : selection, request: first.request)
    }
    let isLaunched = flags.slurm != nil || flags.kubernetes != nil
    let wantsLayout = flags.advise || isLaunched
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

  /// The answers as sections of a report.
  var sections: [ReportSection] {
    var sections = advice.map { AdviceSections(advice: $0).all } ?? []
    if let choice { sections.append(choice.section) }
    return sections + layouts.map(\.section)
  }

  /// The answers as members of a JSON object.
  var json: [(key: String, value: JSONValue)] {
    var members: [(String, JSONValue)] = []
    if let advice { members.append(("advice", advice.json)) }
    if let choice { members.append(("precisionComparison", choice.json)) }
    if !layouts.isEmpty { members.append(("layouts", .array(layouts.map(\.json)))) }
    return members
  }
}
