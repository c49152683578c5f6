import Charts
import ModelSpec
import PlainText
import Sizing

/// Several models side by side, one row each.
struct PlanComparison {
  private let plans: [Plan]

  /// The models of some plans.
  init(_ plans: [Plan]) { self.plans = plans }

  /// The heading.
  var title: String { "\(plans.count) models compared" }

  /// Sentence on what the sizes and loads are reckoned for.
  var lead: String {
    [inferenceLead, trainingLead, "Parameters in 10^9; GB are 10^9 bytes."].compactMap { $0 }
      .joined(separator: " ")
  }

  private var inferenceLead: String? {
    let contexts = plans.compactMap { $0.inference?.request.context }
    let batch = NumberText.count(plans.first?.request.batch ?? 1, "sequence")
    guard let least = contexts.min(), let most = contexts.max() else { return nil }
    let range =
      least == most
      ? NumberText.grouped(least) : "\(NumberText.grouped(least)) to \(NumberText.grouped(most))"
    return "Inference with \(range) positions, \(batch)."
  }

  private var trainingLead: String? {
    guard let recipe = plans.first?.request.training else { return nil }
    let lengths = plans.compactMap { $0.request.training?.sequence }
    let (least, most) = (lengths.min() ?? 0, lengths.max() ?? 0)
    let range =
      least == most
      ? NumberText.grouped(least) : "\(NumberText.grouped(least)) to \(NumberText.grouped(most))"
    let loads = isLoaded ? " Loads and times are those of training." : ""
    return "Training: \(recipe.method.name), \(recipe.optimizer.rawValue), "
      + "\(recipe.precision.words), sequences of \(range) tokens.\(loads)"
  }

  private var isTraining: Bool { plans.contains { $0.request.training != nil } }
  private var isLoaded: Bool { plans.contains { !$0.fits.isEmpty } }

  /// Notes on each model that a reader should know.
  var notes: [String] {
    var notes: [String] = []
    for plan in plans { notes += plan.notes.map { "\(plan.subject.name): \(PlanFlag.text($0))" } }
    return notes
  }

  /// One table of everything.
  var table: ReportTable {
    var table = ReportTable()
    table.addColumn("model", .left)
    table.addColumn("params")
    table.addColumn("active", isOptional: true)
    table.addColumn("stored as", .left)
    table.addColumns(["weights GB", "KV B/token", "inference GB"])
    if isTraining { table.addColumn("training GB") }
    let selections = plans.first?.fits.map(\.selection.label) ?? []
    for name in selections {
      table.addColumn("\(name), \(isTraining ? "training" : "inference") load", .left)
    }
    for plan in plans { table.add(sizes(plan) + plan.fits.map(Self.verdict)) }
    return table
  }

  /// One table where it fits the width, else sizes and accelerators apart.
  func tables(within columns: Int) -> [ReportTable] {
    let whole = table
    let firstFit = isTraining ? 8 : 7
    guard whole.columns.count > firstFit, Self.width(whole) > columns else { return [whole] }
    return [whole.keeping { $0 < firstFit }, whole.keeping { $0 == 0 || $0 >= firstFit }]
  }

  private func sizes(_ plan: Plan) -> [String] {
    let bill = plan.inference
    func gigabytes(_ bytes: Int) -> String { NumberText.figures(Double(bytes) / 1e9) }
    return [
      plan.subject.name, NumberText.billions(plan.subject.parameters),
      plan.parameters.map { NumberText.billions($0.active) } ?? NumberText.unknown,
      plan.precisionName,
      gigabytes(plan.weightsBytes),
      bill.map { NumberText.grouped($0.cacheBytesPerToken) } ?? NumberText.unknown,
      bill.map { gigabytes($0.totalBytes) } ?? NumberText.unknown,
    ] + (isTraining ? [plan.training.map { gigabytes($0.totalBytes) } ?? NumberText.unknown] : [])
  }

  private static func verdict(_ fit: AcceleratorFit) -> String {
    var text = "\(fit.fits ? "✓" : "✗") \(NumberText.percent(fit.load))"
    switch fit.loadKind {
    case .inference, .training: break
    case .weights: text += " (weights)"
    case .trainingState: text += " (known state)"
    }
    if fit.fits, let speed = fit.speed {
      text += ", \(NumberText.figures(speed.decodeTokensPerSecond)) t/s"
    }
    if fit.fits, fit.recipe != nil, let run = fit.run {
      text += ", \(NumberText.time(run.seconds))"
    }
    return text
  }

  private static func width(_ table: ReportTable) -> Int {
    table.columns.indices.reduce(-2) { sum, column in
      let cells = table.rows.map { $0.cells[column].printable.cells }
      return sum + 2 + max(table.columns[column].title.cells, cells.max() ?? 0)
    }
  }
}
