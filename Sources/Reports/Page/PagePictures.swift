import Charts
import ModelSpec
import Sizing

/// The pictures of a page: memory, what fits where, the roofline, and measured beside predicted.
struct PagePictures {
  private let plan: Plan
  private let matrix: PlanFitMatrix
  private let prefix: String

  /// Pictures whose identifiers begin with a prefix.
  init(_ plan: Plan, table: AcceleratorTable, prefix: String) {
    self.plan = plan
    self.prefix = prefix
    matrix = PlanFitMatrix(plan, table: table)
  }

  /// Headings, and the figures below each.
  var parts: [(String, [String])] {
    let pictures = PlanPictures(plan)
    var parts: [(String, [String])] = []
    parts.append(
      ("Memory", pictures.memory.enumerated().map { figure($1, "memory\($0 + 1)") }))
    parts.append(("What fits where", matrix.charts.enumerated().map { table($1, "fit\($0 + 1)") }))
    if let chart = PlanRoofline(plan, table: matrix.table)?.chart {
      parts.append(("Roofline", [figure(chart, "roofline")]))
    }
    let measured = [pictures.measured(.bytes), pictures.measured(.tokensPerSecond)]
    parts.append(
      (
        "Predicted beside measured",
        measured.compactMap { $0 }.enumerated().map { figure($1, "measured\($0 + 1)") }
      ))
    return parts
  }

  /// A chart drawn twice, for wide and for narrow pages; a style sheet shows one of them.
  private func figure(_ chart: some VectorChart & Identified, _ name: String) -> String {
    var (wide, narrow) = (chart, chart)
    wide.identifier = "\(prefix)-\(name)"
    narrow.identifier = "\(prefix)-\(name)-narrow"
    return "<figure><div class=\"wide\">\(wide.svg(PictureStyle(width: 880)))</div>"
      + "<div class=\"narrow\">\(narrow.svg(PictureStyle(width: 360)))</div></figure>"
  }

  private func table(_ chart: FitMatrix, _ name: String) -> String {
    var chart = chart
    chart.identifier = "\(prefix)-\(name)"
    return "<div class=\"chart-area-of-page\">\(chart.html)</div>"
  }
}

/// A chart whose identifier in a page can be set.
protocol Identified {
  var identifier: String? { get set }
}

extension StackedBars: Identified {}
extension BarChart: Identified {}
extension LineChart: Identified {}
