import Charts
import ModelSpec
import PlainText
import Sizing

/// The roofline of the first accelerator, with reading a prompt and generating beneath it.
struct PlanRoofline {
  private let roofline: Roofline
  private let spec: ModelSpec
  private let bill: InferenceBill
  private let work: SpeedCase
  private let holdsModel: Bool

  /// The roofline, or `nil` where the architecture or the rates are not known.
  init?(_ plan: Plan, table: AcceleratorTable) {
    guard let spec = plan.subject.spec, let bill = plan.inference,
      let selection = PlanFitMatrix(plan, table: table).rooflineSelection,
      let roofline = Roofline(selection)
    else { return nil }
    self.roofline = roofline
    self.spec = spec
    holdsModel =
      bill.bytesPerDevice(spec, devices: selection.count)
      <= selection.accelerator.usableMemoryBytes
    self.bill = bill
    var work = plan.request.speedCase.within(bill.request.context)
    work.sequences = plan.request.batch
    self.work = work
  }

  /// The chart: operations a second over operations a byte, both logarithmic.
  var chart: LineChart {
    let count = Double(roofline.selection.count)
    let (peak, bandwidth) = (roofline.operationsPerSecond * count, roofline.bandwidth * count)
    let points = points
    let left = min(roofline.ridge / 100, points.map(\.x).min() ?? 1) / 2
    let right = max(roofline.ridge * 10, points.map(\.x).max() ?? 1) * 2
    return LineChart(
      title: "Roofline of \(roofline.selection.label)" + (holdsModel ? "" : ", had it the memory"),
      xAxis: Axis("operations a byte read", unit: .measure("FLOP/byte"), scale: .log10),
      yAxis: Axis("operations a second", unit: .perSecond("FLOP"), scale: .log10),
      series: [
        LineChart.Series(
          "roof",
          [
            LineChart.Point(left, left * bandwidth),
            LineChart.Point(roofline.ridge, peak, label: ValueUnit.perSecond("FLOP").text(peak)),
            LineChart.Point(right, peak),
          ]),
        LineChart.Series("expected", points, look: .markers),
      ])
  }

  private var points: [LineChart.Point] {
    let cache = bill.request.cacheFormat
    let weights = bill.request.weights
    let estimate = roofline.estimate(spec, weights: weights, cacheFormat: cache, work)
    let batch = Double(work.sequences)
    let kept = Double(spec.minimumCacheBytes(positions: work.depth, format: cache) ?? 0)
    let read = weights.bytesReadPerStep(spec, sequences: work.sequences) + batch * kept
    let step = batch * spec.forwardOperations(attending: max(work.depth, 1)).total
    let prompt =
      batch * spec.forwardOperations(tokens: work.promptTokens, after: 0, headRows: 1).total
    return [
      LineChart.Point(
        step / read, step / estimate.decodeStepSeconds,
        label: "decode, \(NumberText.figures(estimate.decodeTokensPerSecond)) tokens/s"),
      LineChart.Point(
        prompt / Double(max(1, weights.totalBytes)), prompt / estimate.prefillSeconds,
        label: "prefill, \(NumberText.figures(estimate.prefillTokensPerSecond)) tokens/s"),
    ]
  }
}

extension PlanFitMatrix {
  /// The accelerator whose roof is drawn: the first that was asked about, else the smallest usual
  /// card that holds the model.
  var rooflineSelection: AcceleratorSelection? {
    if let asked = plan.request.accelerators.first { return asked }
    let needed = plan.inference?.totalBytes ?? 0
    let cards = selections.filter { $0.accelerator.kind == .gpu }
    return cards.first { $0.accelerator.usableMemoryBytes >= needed } ?? cards.last
  }
}
