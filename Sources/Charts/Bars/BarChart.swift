/// Horizontal bars in groups, such as what was predicted beside what was measured.
public struct BarChart: VectorChart {
  /// Bars that belong together, one of each series.
  public struct Group: Sendable, Hashable {
    /// Subject of the group.
    public var label: String
    /// A value for each series, in their order, zero or more; `nil` where there is none.
    public var values: [Double?]
    /// A remark on the group, such as a difference in percent, or `nil`.
    public var note: String?

    /// A group of bars.
    public init(_ label: String, _ values: [Double?], note: String? = nil) {
      self.label = label
      self.values = values
      self.note = note
    }
  }

  /// Subject of the picture.
  public var title: String
  /// The names of the series; a value beyond them belongs to one without a name.
  public var series: [String]
  /// The groups, from top to bottom.
  public var groups: [Group]
  /// Unit in which values are written.
  public var unit: ValueUnit
  /// The `id` of the picture in a page, or `nil` for one made from the title.
  public var identifier: String?

  /// A chart of these groups.
  ///
  /// Charts with the same title on one page need an `identifier` each.
  public init(
    title: String, series: [String], groups: [Group], unit: ValueUnit = .plain,
    identifier: String? = nil
  ) {
    self.title = title
    self.series = series
    self.groups = groups
    self.unit = unit
    self.identifier = identifier
  }
}

/// Grouped bars with their numbers checked.
struct BarChartContent {
  /// A group whose values can be drawn, one for each series.
  struct Row {
    let label: String
    let values: [Double?]
    let note: String
  }

  let unit: ValueUnit
  let names: [String]
  let rows: [Row]
  /// The longest bar.
  let longest: Double

  init(_ chart: BarChart) {
    let count = max(chart.series.count, chart.groups.map(\.values.count).max() ?? 0)
    unit = chart.unit
    names = chart.series + (chart.series.count..<count).map { "series \($0 + 1)" }
    rows = chart.groups.map { group in
      let values = (0..<count).map { index in
        Amount.length(index < group.values.count ? group.values[index] : nil)
      }
      return Row(label: group.label, values: values, note: group.note ?? "")
    }
    longest = rows.flatMap(\.values).compactMap { $0 }.max() ?? 0
  }

  /// Text beside a bar; the remark on the group beside its last one.
  func valueText(_ row: Row, _ index: Int) -> String {
    let value = row.values[index].map(unit.text) ?? noData
    let isLast = index == row.values.count - 1
    return isLast && !row.note.isEmpty ? "\(value) (\(row.note))" : value
  }

  /// All texts that stand beside bars.
  var valueTexts: [String] {
    rows.flatMap { row in row.values.indices.map { valueText(row, $0) } }
  }

  /// All numbers in words.
  var summary: String {
    let sentences = rows.map { row in
      let values = zip(names, row.values).map { "\($0) \($1.map(unit.text) ?? noData)" }
      let note = row.note.isEmpty ? "" : " (\(row.note))"
      return "\(row.label): \(values.isEmpty ? noData : values.joined(separator: ", "))\(note)."
    }
    return sentences.isEmpty ? "No data." : sentences.joined(separator: " ")
  }
}
