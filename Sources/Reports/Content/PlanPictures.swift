import Charts
import ModelSpec
import PlainText
import Sizing

/// The charts of a plan.
struct PlanPictures {
  let plan: Plan

  /// Charts of a plan.
  init(_ plan: Plan) { self.plan = plan }

  /// The memory of inference on one device as one bar, with the memory of the first accelerator.
  var inferenceBar: StackedBars? {
    guard let bill = plan.inference else { return nil }
    let bar = StackedBars.Bar("", inferenceParts(bill, devices: 1))
    let first = plan.request.training == nil ? plan.fits.first : nil
    let limit = first.flatMap { fit in
      fit.selection.count == 1
        ? StackedBars.Limit(fit.selection.label, Double(fit.memoryBytes)) : nil
    }
    return StackedBars(title: "", bars: [bar], limit: limit, unit: .bytes)
  }

  /// Memory by component: inference and training on one device of each of the accelerators, at most
  /// four charts.
  var memory: [StackedBars] {
    guard let bill = plan.inference else { return [] }
    guard !plan.fits.isEmpty else {
      return [
        memoryChart(bill, plan.training, title: "Memory on one device", limit: nil, devices: 1)
      ]
    }
    return plan.fits.prefix(4).map { fit in
      let selection = fit.selection
      return memoryChart(
        bill, training(on: fit), title: "Memory on each device: \(selection.label)",
        limit: StackedBars.Limit(selection.accelerator.name, Double(fit.memoryBytes)),
        devices: selection.count)
    }
  }

  /// Predicted beside measured figures of one unit.
  func measured(_ unit: PlanMeasurement.Unit) -> BarChart? {
    let figures = plan.measured?.figures.filter { $0.unit == unit } ?? []
    guard !figures.isEmpty else { return nil }
    let groups = figures.map { figure in
      BarChart.Group(
        figure.title, [figure.predicted, figure.measured],
        note: figure.differencePercent.map { percent in
          (percent > 0 ? "+" : "") + NumberText.fixed(percent, 1) + " %"
        })
    }
    return BarChart(
      title: unit == .bytes ? "Memory, predicted and measured" : "Speed, predicted and measured",
      series: ["predicted", "measured"], groups: groups,
      unit: unit == .bytes ? .bytes : .measure("tokens/s"))
  }

  private func memoryChart(
    _ bill: InferenceBill, _ training: TrainingBill?, title: String, limit: StackedBars.Limit?,
    devices: Int
  ) -> StackedBars {
    var bars = [StackedBars.Bar("inference", inferenceParts(bill, devices: devices))]
    if let training {
      let parts = BillLine.Part.allCases.filter { $0 != .cache }
      let device = training.mostLoaded
      bars.append(
        StackedBars.Bar(
          "training, \(training.recipe.method.name)",
          parts.map { StackedBars.Segment($0.words, Double(device.bytes(of: $0))) }))
    }
    return StackedBars(title: title, bars: bars, limit: limit, unit: .bytes)
  }

  /// Weights, cache and buffers on one of some devices; what is no weight or buffer there is cache.
  private func inferenceParts(_ bill: InferenceBill, devices: Int) -> [StackedBars.Segment] {
    let weights = (bill.weightsBytes + devices - 1) / devices
    let all = plan.subject.spec.map { bill.bytesPerDevice($0, devices: devices) } ?? bill.totalBytes
    return [
      StackedBars.Segment(BillLine.Part.weights.words, Double(weights)),
      StackedBars.Segment(
        BillLine.Part.cache.words, Double(all - weights - bill.activationBytes)),
      StackedBars.Segment("work buffers", Double(bill.activationBytes)),
    ]
  }

  /// The bill of training spread over the accelerators: as it was judged, or with the recipe's
  /// standard layout.
  private func training(on fit: AcceleratorFit) -> TrainingBill? {
    guard let spec = plan.subject.spec else { return nil }
    if let recipe = fit.recipe { return try? TrainingBill(spec, recipe: recipe) }
    return fit.selection.count == 1 ? plan.training : nil
  }
}

extension BillLine.Part {
  /// The name for people.
  var words: String {
    switch self {
    case .cache: "keys and values"
    case .optimizer: "optimizer state"
    default: rawValue
    }
  }
}
