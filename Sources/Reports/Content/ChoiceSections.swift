import ModelSpec
import PlainText
import Sizing

extension PrecisionComparison {
  /// Models in precisions side by side, as a section of a report.
  var section: ReportSection {
    var table = ReportTable()
    table.addColumn("choice", .left)
    table.addColumns(["bits/param", "weights GB", "needs GB", "inference load"])
    table.addColumn("fits", .left)
    table.addColumn("decode t/s")
    for row in rows {
      table.add([
        row.title, NumberText.figures(row.bitsPerParameter),
        NumberText.figures(Double(row.weightsBytes) / 1e9),
        NumberText.figures(Double(row.totalBytes) / 1e9) + (row.isWeightsOnly ? " (weights)" : ""),
        NumberText.percent(row.load) + (row.isWeightsOnly ? " (weights)" : ""),
        row.fits ? "✓ yes" : "✗ no",
        // What does not fit has no speed.
        (row.fits ? row.decodeTokensPerSecond : nil).map { NumberText.figures($0) }
          ?? NumberText.unknown,
      ])
    }
    let claims = claim.map { [$0.text, $0.test] } ?? []
    let memory = NumberText.bytes(memoryBytes)
    return ReportSection(
      .choice, "Count against precision in \(memory)", [.table(table), .list(conclusions + claims)])
  }
}

extension ParallelPlan {
  /// The best layouts, as a section of a report.
  var section: ReportSection {
    var table = ReportTable()
    table.addColumn("tensor x pipeline x data", .left)
    table.addColumns(["ZeRO", "micro-batch"])
    table.addColumn("recompute", .left)
    table.addColumns(["each GB", "training load", "step s"])
    table.addColumn("exchanges s", isOptional: true)
    table.addColumn("bubble", isOptional: true)
    table.addColumn("tokens/s")
    for layout in layouts {
      let parallel = layout.recipe.layout
      table.add([
        "\(parallel.tensor) x \(parallel.pipeline) x \(parallel.data)",
        "\(layout.recipe.zero.rawValue)", "\(layout.recipe.microBatch)",
        layout.recipe.recompute.rawValue,
        NumberText.figures(Double(layout.perDeviceBytes) / 1e9), NumberText.percent(layout.load),
        NumberText.figures(layout.cost.totalSeconds),
        NumberText.figures(layout.cost.communicationSeconds), NumberText.percent(layout.bubble),
        NumberText.figures(layout.tokensPerSecond),
      ])
    }
    let name = cluster.selection.label
    guard layouts.isEmpty else {
      return ReportSection(
        .layouts, "Layouts for \(name)",
        lead: "\(NumberText.grouped(sequencesPerStep)) sequences of a step, nothing overlaps.",
        [.table(table), .list(notes)])
    }
    let missing = shortfall.map {
      "the least that a layout needs is \(NumberText.bytes($0.perDeviceBytes)) a device, "
        + "\(NumberText.bytes($0.excessBytes)) too many"
    }
    return ReportSection(
      .layouts, "Layouts for \(name)", lead: "None fits.",
      [.list([missing].compactMap { $0 } + notes)])
  }
}
