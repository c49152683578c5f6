import PlainText
import Sizing

extension PlanSections {
  /// Section on what fits where, and how fast it is there.
  var accelerators: ReportSection? {
    guard !plan.fits.isEmpty else { return nil }
    let isTraining = plan.request.training != nil
    let scale = ByteScale(for: plan.fits.flatMap { [$0.perDeviceBytes, $0.memoryBytes] })
    var table = ReportTable()
    table.addColumn("each of", .left)
    table.addColumn("fits", .left)
    table.addColumns(["needs \(scale.decimalName)", "has \(scale.decimalName)"])
    table.addColumn("load")
    table.addColumn("", .left, isOptional: true, isBar: true)
    let isDivided = isTraining && plan.fits.contains { $0.selection.count > 1 }
    if isDivided { table.addColumn("t x p x d", .left, isOptional: true) }
    if isTraining { addTrainingColumns(&table) } else { addSpeedColumns(&table) }
    for fit in plan.fits {
      let cells = [
        fit.selection.label, fit.fits ? "✓ yes" : "✗ no",
        scale.decimal(fit.perDeviceBytes), scale.decimal(fit.memoryBytes),
        NumberText.percent(fit.load), NumberText.bar(fit.load),
      ]
      let layout = isDivided ? [Self.layout(fit)] : []
      table.add(cells + layout + (isTraining ? trainingCells(fit) : speedCells(fit)))
    }
    return ReportSection(
      .accelerators, "Does it fit", lead: fitLead(isTraining: isTraining) + " " + loadSentence,
      [.table(table)])
  }

  /// Sentence on what loads are those of.
  private var loadSentence: String {
    let what =
      switch plan.fits.first?.loadKind ?? .inference {
      case .inference: "inference"
      case .training: "training"
      case .weights: "the weights alone"
      case .trainingState: "what is known of training"
      }
    return "Load: \(what) over the memory of one device."
  }

  private func fitLead(isTraining: Bool) -> String {
    let names = plan.fits.filter(\.fits).map(Self.place)
    let what = isTraining ? "Training" : "Inference"
    if names.isEmpty {
      return plan.fits.count == 1
        ? "\(what) does not fit on \(Self.place(plan.fits[0]))."
        : "\(what) fits on none of these."
    }
    let caution =
      switch plan.fits[0].loadKind {
      case .inference, .training: ""
      case .weights: ", by its weights alone"
      case .trainingState: ", as far as is known"
      }
    return "\(what) fits on \(names.joined(separator: ", "))\(caution)."
  }

  /// The accelerators, and how they share the work.
  private static func place(_ fit: AcceleratorFit) -> String {
    fit.selection.label + (fit.layoutText.map { " (\($0))" } ?? "")
  }

  /// Tensor x pipeline x data.
  private static func layout(_ fit: AcceleratorFit) -> String {
    guard let layout = fit.recipe?.layout else { return NumberText.unknown }
    return "\(layout.tensor) x \(layout.pipeline) x \(layout.data)"
  }

  private func addSpeedColumns(_ table: inout ReportTable) {
    table.addColumns(["prefill t/s", "decode t/s"])
    table.addColumn("limit", .left)
    table.addColumn("basis", .left, isOptional: true)
  }

  private func speedCells(_ fit: AcceleratorFit) -> [String] {
    // What does not fit has no speed.
    let speed = fit.fits ? fit.speed : nil
    return [
      speed.map { NumberText.figures($0.prefillTokensPerSecond) } ?? NumberText.unknown,
      speed.map { NumberText.figures($0.decodeTokensPerSecond) } ?? NumberText.unknown,
      fit.limit ?? NumberText.unknown, speed?.basis.rawValue ?? NumberText.unknown,
    ]
  }

  private func addTrainingColumns(_ table: inout ReportTable) {
    table.addColumns(["ZeRO", "time"])
    table.addColumn("kWh", isOptional: !plan.fits.contains { $0.run?.energyKilowattHours != nil })
    table.addColumn("CO2 t", isOptional: !plan.fits.contains { $0.run?.carbonTonnes != nil })
    table.addColumn("cost", isOptional: !plan.fits.contains { $0.run?.cost != nil })
    table.addColumn("limit", .left, isOptional: true)
  }

  private func trainingCells(_ fit: AcceleratorFit) -> [String] {
    [
      fit.recipe.map { "\($0.zero.rawValue)" } ?? NumberText.unknown,
      fit.run.map { NumberText.time($0.seconds) } ?? NumberText.unknown,
      fit.run?.energyKilowattHours.map(NumberText.figures) ?? NumberText.unknown,
      fit.run?.carbonTonnes.map(NumberText.figures) ?? NumberText.unknown,
      fit.run?.cost.map { NumberText.separated($0, 2) } ?? NumberText.unknown,
      fit.limit ?? NumberText.unknown,
    ]
  }

  /// The formulas of the speeds.
  var speedLines: ReportSection? {
    var table = ReportTable()
    table.addColumn("accelerator", .left)
    table.addColumns(["prefill t/s", "decode t/s"])
    table.addColumn("basis", .left)
    for fit in plan.fits {
      guard fit.fits, let speed = fit.speed else { continue }
      table.add(
        [
          fit.selection.label, NumberText.figures(speed.prefillTokensPerSecond),
          NumberText.figures(speed.decodeTokensPerSecond), speed.basis.rawValue,
        ], remark: "a step of decoding: " + speed.formula)
    }
    let asked = plan.request.speedCase
    let work = plan.inference.map { asked.within($0.request.context) } ?? asked
    return table.rows.isEmpty
      ? nil
      : ReportSection(
        .speedLines, "Speed, line by line",
        lead: "A prompt of \(NumberText.count(work.promptTokens, "token")); decoding with "
          + "\(NumberText.count(work.depth, "token")) in the cache.", [.table(table)])
  }
}
