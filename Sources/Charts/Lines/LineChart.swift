/// Lines and points over two axes, each linear or logarithmic.
///
/// A roofline is such a chart with two logarithmic axes: the roof is a series of lines, the phases
/// of a model are points beneath it (Williams, Waterman and Patterson, "Roofline", 2009).
public struct LineChart: VectorChart {
  /// A value at a place.
  public struct Point: Sendable, Hashable {
    /// The place on the horizontal axis.
    public var x: Double
    /// The value, or `nil` if there is none; a line has a gap there.
    public var y: Double?
    /// Text beside the point, if other labels leave room, and in the description; or `nil`.
    public var label: String?

    /// A point.
    public init(_ x: Double, _ y: Double?, label: String? = nil) {
      self.x = x
      self.y = y
      self.label = label
    }
  }

  /// The look of a series.
  public enum Look: Sendable, Hashable {
    /// A line through the points.
    case line
    /// A sign at each point.
    case markers
    /// Both.
    case lineWithMarkers
  }

  /// Points that belong together.
  public struct Series: Sendable, Hashable {
    /// Name of the thing that the points show.
    public var name: String
    /// The points, in the order in which a line joins them.
    public var points: [Point]
    /// Look of the points.
    public var look: Look

    /// A series of points.
    public init(_ name: String, _ points: [Point], look: Look = .line) {
      self.name = name
      self.points = points
      self.look = look
    }
  }

  /// Subject of the picture.
  public var title: String
  /// The horizontal axis.
  public var xAxis: Axis
  /// The vertical axis.
  public var yAxis: Axis
  /// The series, the last one on top.
  public var series: [Series]
  /// The `id` of the picture in a page, or `nil` for one made from the title.
  public var identifier: String?

  /// A chart of these series.
  ///
  /// Charts with the same title on one page need an `identifier` each.
  public init(
    title: String, xAxis: Axis, yAxis: Axis, series: [Series], identifier: String? = nil
  ) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
    self.identifier = identifier
  }
}

/// The points of a line chart that can be drawn.
struct LineChartContent {
  /// A point with its place from left (0) to right (1) and from bottom (0) to top (1).
  struct Place {
    let x: Double
    let y: Double
    let point: LineChart.Point
  }

  /// A series; each run is a stretch of points without a gap.
  struct Line {
    let name: String
    let look: LineChart.Look
    let runs: [[Place]]

    var places: [Place] { runs.flatMap { $0 } }
  }

  let lines: [Line]
  let horizontal: Ruler
  let vertical: Ruler
  /// Names of the series that cannot be drawn, in whole or in part.
  let missing: [String]
  let xAxis: Axis
  let yAxis: Axis

  /// The points with about so many numbers on each axis.
  init(_ chart: LineChart, xCount: Int, yCount: Int) {
    (xAxis, yAxis) = (chart.xAxis, chart.yAxis)
    let series = chart.series.map { ($0, $0.points.map { Self.values(of: $0, on: chart) }) }
    let drawn = series.flatMap { $1.compactMap { $0 } }
    var heights = drawn.map(\.y)
    // On a logarithmic axis a roof would lie upon the upper edge.
    if chart.yAxis.scale == .log10, let highest = heights.max() { heights.append(highest * 1.15) }
    let horizontal = Ruler(over: drawn.map(\.x), axis: chart.xAxis, count: xCount)
    let vertical = Ruler(over: heights, axis: chart.yAxis, count: yCount)
    lines = series.map { series, values in
      let places = zip(series.points, values).map { point, value in
        value.map {
          Place(x: horizontal.position(of: $0.x), y: vertical.position(of: $0.y), point: point)
        }
      }
      let runs = places.split { $0 == nil }.map { $0.compactMap { $0 } }
      return Line(name: series.name, look: series.look, runs: runs)
    }
    missing = series.compactMap { series, values in
      Self.missing(series, count: values.count { $0 == nil })
    }
    (self.horizontal, self.vertical) = (horizontal, vertical)
  }

  /// Values of a point on both axes, or `nil` if one of them has no place for it.
  private static func values(
    of point: LineChart.Point, on chart: LineChart
  ) -> (x: Double, y: Double)? {
    guard let x = Amount.place(point.x, on: chart.xAxis.scale),
      let y = Amount.place(point.y, on: chart.yAxis.scale)
    else { return nil }
    return (x, y)
  }

  private static func missing(_ series: LineChart.Series, count: Int) -> String? {
    if series.points.isEmpty { return series.name }
    guard count > 0 else { return nil }
    return "\(series.name) (\(count) of \(series.points.count) points)"
  }

  /// Tells whether no point can be drawn.
  var isEmpty: Bool { lines.allSatisfy(\.runs.isEmpty) }

  /// The values of a point in words.
  func text(_ point: LineChart.Point) -> String {
    "\(xAxis.unit.text(point.x)), \(point.y.map(yAxis.unit.text) ?? noData)"
  }

  /// The axes, and the points that have a label or, of each series, the first and the last.
  var summary: String {
    let axes = "\(yAxis.title) against \(xAxis.title)."
    let sentences = lines.compactMap { line -> String? in
      let places = line.places
      guard let first = places.first, let last = places.last else { return nil }
      let labelled = places.filter { $0.point.label != nil }
      guard labelled.isEmpty else {
        let list = labelled.map { "\($0.point.label ?? "") at \(text($0.point))" }
        return "\(line.name): \(list.joined(separator: "; "))."
      }
      return
        "\(line.name): \(places.count) points from \(text(first.point)) to \(text(last.point))."
    }
    let note = Drawing.note(of: missing).map { [$0 + "."] } ?? []
    return ([axes] + (isEmpty ? ["No data."] : sentences) + note).joined(separator: " ")
  }
}
