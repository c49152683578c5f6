import ModelSpec
import PlainText
import Sizing

/// The sections of a report for advice.
struct AdviceSections {
  let advice: Advice

  /// All sections that have something to say.
  var all: [ReportSection] {
    [machines] + advice.devices.flatMap { [limits($0), changes($0)].compactMap { $0 } } + notes
  }

  private var machines: ReportSection {
    let isTraining = advice.machines.contains { $0.fit.recipe != nil }
    var table = ReportTable()
    table.addColumn("machine", .left)
    table.addColumns(["GB bought", advice.machines.first?.fit.loadText ?? "load"])
    // What machines are ranked by is shown: the cost of a run, an hour's price, else memory
    // and power.
    table.addColumns(isTraining ? ["time", "cost of run"] : ["decode t/s"])
    table.addColumn("price/h")
    table.addColumn("W", isOptional: true)
    table.addColumn("why", .left, isOptional: true)
    for machine in advice.machines {
      table.add(
        [
          machine.fit.selection.label,
          NumberText.figures(Double(machine.totalMemoryBytes) / 1e9),
          NumberText.percent(machine.fit.load),
        ] + (isTraining ? run(machine.fit) : [speed(machine.fit)]) + [
          machine.pricePerHour.map { NumberText.figures($0) } ?? NumberText.unknown,
          machine.powerWatts.map { NumberText.separated($0, 0) } ?? NumberText.unknown,
          machine.why,
        ])
    }
    return ReportSection(
      .machines, "Machines that hold it", lead: "The smallest number of each that holds it.",
      [.table(table)])
  }

  private func speed(_ fit: AcceleratorFit) -> String {
    fit.speed.map { NumberText.figures($0.decodeTokensPerSecond) } ?? NumberText.unknown
  }

  private func run(_ fit: AcceleratorFit) -> [String] {
    [
      fit.run.map { NumberText.time($0.seconds) } ?? NumberText.unknown,
      fit.run?.cost.map { NumberText.separated($0, 2) } ?? NumberText.unknown,
    ]
  }

  private func limits(_ device: DeviceAdvice) -> ReportSection? {
    var lines: [String] = []
    if let violation = device.violation { lines.append("over the limit: \(violation)") }
    if let context = device.largestContext {
      let end = device.contextLimit.map { " (limit: \($0.words))" } ?? ""
      lines.append("largest context: \(NumberText.grouped(context)) tokens\(end)")
    }
    if let batch = device.largestBatch {
      lines.append("largest batch at this context: \(NumberText.grouped(batch))")
    }
    if let batch = device.largestMicroBatch {
      lines.append("largest micro-batch: \(NumberText.grouped(batch))")
    }
    if let precision = device.bestPrecision {
      lines.append("most bits that fit: \(precision.name)")
    }
    if let model = device.largestModel {
      lines.append(
        "largest model of the catalogue that fits so: \(model.name), "
          + "\(NumberText.billions(model.parameters)) x 10^9 parameters")
    }
    return lines.isEmpty
      ? nil : ReportSection(.limits, "How far \(device.selection.label) goes", [.list(lines)])
  }

  private func changes(_ device: DeviceAdvice) -> ReportSection? {
    guard !device.changes.isEmpty else { return nil }
    var table = ReportTable()
    table.addColumn("change", .left)
    table.addColumn("flags", .left)
    table.addColumns(["needs GB", "has GB"])
    table.addColumn("fits", .left)
    table.addColumn("costs", .left, isOptional: true)
    for change in device.changes {
      table.add([
        change.steps.map(\.title).joined(separator: " and "),
        change.steps.map { PlanFlag.text($0.lever) }.joined(separator: " "),
        NumberText.figures(Double(change.perDeviceBytes) / 1e9),
        NumberText.figures(Double(change.memoryBytes) / 1e9), change.fits ? "✓ yes" : "✗ no",
        change.steps.map(\.cost).joined(separator: "; "),
      ])
    }
    return ReportSection(
      .changes, "Smallest changes for \(device.selection.label)", [.table(table)])
  }

  private var notes: [ReportSection] {
    advice.notes.isEmpty
      ? [] : [ReportSection(.adviceNotes, "Notes on the advice", [.list(advice.notes)])]
  }
}

extension DeviceAdvice.ContextLimit {
  fileprivate var words: String {
    switch self {
    case .memory: "memory"
    case .trainedContext: "what the model was made for"
    case .positionTable: "the model's position table"
    }
  }
}
