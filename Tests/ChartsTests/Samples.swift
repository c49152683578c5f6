@testable import Charts

/// Charts of each kind for tests of what they have in common.
enum Samples {
  /// Label with all that a label must not be able to do: end a tag, command a terminal, or turn the
  /// text around.
  static let hostile = "a<b>&\"'\u{1B}[31m\u{7}\u{0}\n\u{202E}\u{FFFE}]]>é漢字👩‍🔬"
  /// Numbers that have no place in a picture, and those at the edge of what has.
  static let numbers: [Double] = [
    .nan, .infinity, -.infinity, -1, 0, -0.0, 5e-324, 1e-300, 1.8e308, 1e150, 1e-150, 1e22, 0.1,
  ]

  /// Charts of each kind with a text as every label.
  static func labelled(_ text: String) -> [any Chart] {
    let axis = Axis(text, unit: .measure(text))
    return [
      StackedBars(
        title: text, bars: [.init(text, [.init(text, 3), .init("b" + text, nil)])],
        limit: .init(text, 2), unit: .perSecond(text)),
      BarChart(
        title: text, series: [text], groups: [.init(text, [1, 2, nil], note: text)],
        unit: .measure(text)),
      FitMatrix(
        title: text, columns: [text],
        rows: [.init(text, [.init(text, .tight, tooltip: text), .init(text, .fits)])]),
      LineChart(
        title: text, xAxis: axis, yAxis: axis,
        series: [.init(text, [.init(1, 2, label: text), .init(3, 4), .init(5, nil)])]),
    ]
  }

  /// Charts of each kind, on all scales, with values of which each pair is used together.
  static func valued(_ values: [Double]) -> [any Chart] {
    let pairs = values.flatMap { a in values.map { (a, $0) } }
    let bars = pairs.map { StackedBars.Bar("bar", [.init("a", $0), .init("b", $1)]) }
    let stacks = [nil] + values.map { StackedBars.Limit("limit", $0) }
    let scales: [AxisScale] = [.linear, .log2, .log10]
    let lines = scales.flatMap { x in
      scales.map { y in
        lineChart(pairs, x: Axis("x", unit: .seconds, scale: x), y: Axis("y", scale: y))
      }
    }
    let alone = pairs.map { lineChart([$0], x: Axis("x", scale: .log10), y: Axis("y")) }
    let groups = pairs.map { BarChart.Group("group", [$0, $1]) }
    return stacks.map { StackedBars(title: "stack", bars: bars, limit: $0, unit: .bytes) }
      + bars.map { StackedBars(title: "stack", bars: [$0], unit: .binaryBytes) }
      + [BarChart(title: "bars", series: ["a", "b"], groups: groups, unit: .seconds)]
      + lines + alone
  }

  private static func lineChart(_ pairs: [(Double, Double)], x: Axis, y: Axis) -> LineChart {
    let points = pairs.map { LineChart.Point($0, $1) }
    return LineChart(
      title: "lines", xAxis: x, yAxis: y, series: [.init("s", points, look: .lineWithMarkers)])
  }

  /// Charts of each kind with nothing in them.
  static let empty: [any Chart] = [
    StackedBars(title: "", bars: []),
    StackedBars(title: "", bars: [.init("", [])], limit: .init("", 0)),
    BarChart(title: "", series: [], groups: []),
    BarChart(title: "", series: ["a"], groups: []),
    BarChart(title: "", series: [], groups: [.init("a", [])]),
    FitMatrix(title: "", columns: [], rows: []),
    FitMatrix(title: "", columns: ["a"], rows: []),
    FitMatrix(title: "", columns: [], rows: [.init("a", [])]),
    LineChart(title: "", xAxis: Axis(""), yAxis: Axis(""), series: []),
    LineChart(
      title: "", xAxis: Axis("", scale: .log2), yAxis: Axis("", scale: .log10),
      series: [.init("a", [])]),
  ]
}
