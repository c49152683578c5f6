import ModelSpec
import PlainText
import Sizing

extension PlanSections {
  /// Bytes of the weights in each common precision.
  var storage: ReportSection {
    let sizes = plan.storage
    let scale = ByteScale(for: sizes.map(\.bytes))
    var table = ReportTable()
    table.addColumn("", .left)
    table.addColumns(sizes.map(\.precision.name))
    table.add([scale.decimalName] + sizes.map { scale.decimal($0.bytes) })
    table.add([scale.binaryName] + sizes.map { scale.binary($0.bytes) })
    return ReportSection(.storage, "Storage of the weights", [.table(table)])
  }

  /// Measured beside predicted.
  var measured: ReportSection? {
    guard let measured = plan.measured else { return nil }
    var table = ReportTable()
    table.addColumn("", .left)
    table.addColumns(["predicted", "measured", "difference"])
    table.addColumn("basis", .left, isOptional: true)
    for figure in measured.figures {
      let difference = figure.differencePercent.map { percent in
        percent.magnitude < 0.05
          ? "0 %" : (percent > 0 ? "+" : "") + NumberText.fixed(percent, 1) + " %"
      }
      table.add([
        figure.title, figure.predicted.map { figure.unit.text($0) } ?? NumberText.unknown,
        figure.measured.map { figure.unit.text($0) } ?? NumberText.unknown,
        difference ?? NumberText.unknown, figure.basis.rawValue,
      ])
    }
    return ReportSection(
      .measured, "Measured here",
      lead: "\(NumberText.count(measured.threads, "thread")), \(measured.instructionSet).",
      [.table(table)])
  }
}

extension PlanMeasurement.Unit {
  /// A value with its unit.
  func text(_ value: Double) -> String {
    switch self {
    case .bytes: NumberText.decimalBytes(Int(min(max(value, 0), 0x1p62)))
    case .tokensPerSecond: "\(NumberText.figures(value)) t/s"
    }
  }
}
