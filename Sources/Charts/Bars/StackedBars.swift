/// Horizontal bars of which each shows the parts of a whole, with a limit that they should
/// not pass.
public struct StackedBars: VectorChart {
  /// A part of a bar.
  public struct Segment: Sendable, Hashable {
    /// Name of the part; parts with the same name have the same colour in all bars.
    public var name: String
    /// Its size, zero or more; `nil` if it is not known.
    public var value: Double?

    /// A part of a bar.
    public init(_ name: String, _ value: Double?) {
      self.name = name
      self.value = value
    }
  }

  /// A bar: a whole and its parts.
  public struct Bar: Sendable, Hashable {
    /// Name of the whole.
    public var label: String
    /// Its parts, from left to right.
    public var segments: [Segment]

    /// A bar with these parts.
    public init(_ label: String, _ segments: [Segment]) {
      self.label = label
      self.segments = segments
    }
  }

  /// A value that bars should not pass, such as the memory of a card.
  public struct Limit: Sendable, Hashable {
    /// Name of the thing that sets the limit.
    public var label: String
    /// The limit, in the unit of the bars.
    public var value: Double

    /// A limit.
    public init(_ label: String, _ value: Double) {
      self.label = label
      self.value = value
    }
  }

  /// Subject of the picture.
  public var title: String
  /// The bars, from top to bottom.
  public var bars: [Bar]
  /// A line across all bars, or `nil`.
  public var limit: Limit?
  /// Unit in which values are written.
  public var unit: ValueUnit
  /// The `id` of the picture in a page, or `nil` for one made from the title.
  public var identifier: String?

  /// A chart of these bars.
  ///
  /// Charts with the same title on one page need an `identifier` each.
  public init(
    title: String, bars: [Bar], limit: Limit? = nil, unit: ValueUnit = .plain,
    identifier: String? = nil
  ) {
    self.title = title
    self.bars = bars
    self.limit = limit
    self.unit = unit
    self.identifier = identifier
  }
}

/// Stacked bars with their numbers checked and added up.
struct StackedBarsContent {
  /// A bar whose values can be drawn.
  struct Row {
    let label: String
    /// The parts that have a size above zero, with the index of their series.
    let parts: [(series: Int, size: Double)]
    /// The names of the parts without data.
    let missing: [String]
    /// Tells whether any part has data, zero included.
    let hasData: Bool
    let total: Double
    let isOverLimit: Bool
  }

  let unit: ValueUnit
  let names: [String]
  let rows: [Row]
  let limit: (label: String, value: Double)?
  let missingLimit: String?
  /// The longest bar or the limit, whichever is more.
  let longest: Double

  init(_ chart: StackedBars) {
    var indices: [String: Int] = [:]
    var names: [String] = []
    for segment in chart.bars.flatMap(\.segments) where indices[segment.name] == nil {
      indices[segment.name] = names.count
      names.append(segment.name)
    }
    let value = Amount.length(chart.limit?.value)
    unit = chart.unit
    self.names = names
    limit = chart.limit.flatMap { limit in value.map { (limit.label, $0) } }
    missingLimit = limit == nil ? chart.limit?.label : nil
    rows = chart.bars.map { Self.row($0, indices: indices, limit: value) }
    longest = max(rows.map(\.total).max() ?? 0, value ?? 0)
  }

  private static func row(_ bar: StackedBars.Bar, indices: [String: Int], limit: Double?) -> Row {
    let sizes = bar.segments.map { Amount.length($0.value) }
    let total = sizes.reduce(0) { $0 + ($1 ?? 0) }
    let parts = zip(bar.segments, sizes).compactMap { segment, size in
      size.flatMap { $0 > 0 ? (indices[segment.name] ?? 0, $0) : nil }
    }
    return Row(
      label: bar.label, parts: parts,
      missing: zip(bar.segments, sizes).compactMap { $1 == nil ? $0.name : nil },
      hasData: sizes.contains { $0 != nil }, total: total,
      isOverLimit: limit.map { total > $0 } ?? false)
  }

  /// Text beside a bar: its total, a note where a part is missing, and one where it passes
  /// the limit.
  func totalText(_ row: Row) -> String {
    guard row.hasData else { return noData }
    return unit.text(row.total) + (row.missing.isEmpty ? "" : " + ?")
      + (row.isOverLimit ? ", over" : "")
  }

  /// Whatever has no data, by name.
  var missing: [String] {
    let bars = rows.flatMap { row in
      row.missing.isEmpty
        ? row.hasData ? [] : [row.label] : row.missing.map { "\($0) (\(row.label))" }
    }
    return bars + (missingLimit.map { [$0] } ?? [])
  }

  /// All numbers in words.
  var summary: String {
    var sentences = rows.map { row in
      let parts = row.parts.map { "\(names[$0.series]) \(unit.text($0.size))" }
      let list = parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")"
      return "\(row.label): \(totalText(row))\(list)."
    }
    if let limit { sentences.append("\(limit.label): \(unit.text(limit.value)).") }
    if let note = Drawing.note(of: missing) { sentences.append(note + ".") }
    return sentences.isEmpty ? "No data." : sentences.joined(separator: " ")
  }
}
