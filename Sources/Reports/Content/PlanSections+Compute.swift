import ModelSpec
import PlainText
import Sizing

extension PlanSections {
  /// Operations, time, energy and cost of training, and what scaling laws say.
  var compute: ReportSection {
    var table = ReportTable()
    table.addColumn("", .left)
    table.addColumn("", .left)
    table.add(["a token's forward pass", forward])
    table.add(["training", trainingWords])
    if plan.isPretraining {
      let tokens = ScalingLaw.optimalTokens(parameters: Double(plan.subject.parameters))
      let best = ScalingLaw.optimalParameters(operations: plan.trainingOperations)
      table.add([
        "Chinchilla-optimal",
        "\(NumberText.worded(tokens)) tokens for these parameters; "
          + "\(NumberText.worded(best)) parameters for these operations",
      ])
    }
    if let budget = plan.budget {
      table.add([
        "\(NumberText.figures(budget.days)) days on \(budget.selection.label)",
        "\(NumberText.scientific(budget.operations)) FLOP: best spent on "
          + "\(NumberText.worded(budget.parameters)) parameters and "
          + "\(NumberText.worded(budget.tokens)) tokens (C = 6 N D, D = 20 N)",
      ])
    }
    var blocks: [ReportSection.Block] = [.table(table)]
    // Where training was asked for, time and energy stand beside what fits.
    if plan.request.training == nil, let runs { blocks.append(.table(runs)) }
    return ReportSection(.compute, "Compute", blocks)
  }

  private var forward: String {
    guard let each = plan.operations?.forwardPerToken else {
      let estimate = NumberText.operations(2 * Double(plan.subject.parameters))
      return "about \(estimate), two for each parameter"
    }
    return "\(NumberText.operations(each.total)), of which attention over the context "
      + NumberText.percent(each.attention / max(each.total, 1))
  }

  private var trainingWords: String {
    let share = NumberText.percent(plan.request.utilization)
    return
      "\(NumberText.scientific(plan.trainingOperations)) FLOP for \(NumberText.worded(plan.tokens)) "
      + "tokens (\(tokenWords)); "
      + "times assume \(share) of the dense peak (MFU)"
  }

  private var tokenWords: String {
    switch plan.tokenSource {
    case .given: "as given"
    case .assumed: "20 a parameter"
    case .fineTune: "a fine-tune of 1,875 steps of 16 x 512, as QLoRA's, arXiv 2305.14314"
    }
  }

  private var runs: ReportTable? {
    guard plan.fits.contains(where: { $0.run != nil }) else { return nil }
    var table = ReportTable()
    table.addColumn("training on", .left)
    table.addColumns(["time", "device hours", "kWh"])
    table.addColumn("CO2 t", isOptional: true)
    table.addColumn("cost", isOptional: true)
    for fit in plan.fits {
      guard let run = fit.run else { continue }
      table.add([
        fit.selection.label, NumberText.time(run.seconds),
        NumberText.figures(run.acceleratorHours),
        run.energyKilowattHours.map(NumberText.figures) ?? NumberText.unknown,
        run.carbonTonnes.map(NumberText.figures) ?? NumberText.unknown,
        run.cost.map { NumberText.separated($0, 2) } ?? NumberText.unknown,
      ])
    }
    return table
  }
}
