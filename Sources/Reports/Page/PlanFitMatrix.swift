import Charts
import ModelSpec
import PlainText
import Sizing

/// The fit of precisions of inference, and of methods of training, on accelerators.
struct PlanFitMatrix {
  /// Share of the memory from which on there is little room for what a framework takes for itself.
  private static let tightFrom = 0.9
  /// Accelerators that are shown where nobody asked: a card for games, data centre cards, a laptop
  /// and a board.
  private static let usual = [
    "raspberry-pi-5", "rtx4090", "m4-max", "l40s", "a100-80", "h100", "h200", "mi300x",
  ]

  let plan: Plan
  /// The rows that accelerators are taken from.
  let table: AcceleratorTable

  /// The matrices of a plan.
  init(_ plan: Plan, table: AcceleratorTable) {
    self.plan = plan
    self.table = table
  }

  /// The accelerators that were asked about, else some that people have.
  var selections: [AcceleratorSelection] {
    guard plan.request.accelerators.isEmpty else { return plan.request.accelerators }
    var found: [AcceleratorSelection] = []
    for name in Self.usual {
      if let row = table[name], let selection = try? AcceleratorSelection(row) {
        found.append(selection)
      }
    }
    return found
  }

  /// The matrix of inference, and where training was asked for that of training.
  var charts: [FitMatrix] {
    plan.request.training == nil ? [inference] : [inference, training]
  }

  private var inference: FitMatrix {
    var precisions = WeightPrecision.common
    if let asked = plan.request.precision, !precisions.contains(asked) { precisions.append(asked) }
    var rows: [FitMatrix.Row] = []
    for precision in precisions {
      var request = plan.request
      request.precision = precision
      request.training = nil
      rows.append(row(precision.name, request))
    }
    let what = plan.subject.spec == nil ? "Weights" : "Inference"
    return FitMatrix(title: "\(what): load by precision", columns: columns, rows: rows)
  }

  private var training: FitMatrix {
    let adapters = plan.request.training?.method.adapters ?? LowRankSpec()
    var rows: [FitMatrix.Row] = []
    for method in [TrainingMethod.full, .lora(adapters, base: nil), .qlora(adapters)] {
      var request = plan.request
      request.training?.method = method
      rows.append(row(method.name, request))
    }
    let what = plan.subject.spec == nil ? "Training, as far as is known" : "Training"
    return FitMatrix(title: "\(what): load by method", columns: columns, rows: rows)
  }

  private var columns: [String] { selections.map(\.label) }

  private func row(_ label: String, _ request: PlanRequest) -> FitMatrix.Row {
    var request = request
    request.accelerators = selections
    guard let changed = try? Plan(plan.subject, request) else {
      return FitMatrix.Row(label, columns.map { _ in FitMatrix.Cell("", .unknown) })
    }
    return FitMatrix.Row(
      label,
      changed.fits.map { fit in
        let state: FitMatrix.State =
          !fit.fits ? .doesNotFit : fit.load >= Self.tightFrom ? .tight : .fits
        return FitMatrix.Cell(
          NumberText.percent(fit.load), state,
          tooltip: "\(NumberText.decimalBytes(fit.perDeviceBytes)) of "
            + NumberText.decimalBytes(fit.memoryBytes))
      })
  }
}
