import ModelSpec
import PlainText
import Sizing

extension PlanSections {
  /// Parameters by component and by role, what is stated of them, and what a file stores
  /// beyond them.
  var parameters: ReportSection? {
    guard let count = plan.parameters else { return nil }
    var blocks: [ReportSection.Block] = [
      .pair(byComponent(count), byRole(count))
    ]
    if let comparison = stated { blocks += comparison }
    if !plan.subject.stored.isEmpty { blocks.append(.table(stored)) }
    var lead = "\(NumberText.grouped(count.total)) in all"
    if count.active != count.total {
      lead += ", \(NumberText.grouped(count.active)) work on a token"
    }
    if count.predictionModules > 0 {
      lead +=
        "; not counted: \(NumberText.grouped(count.predictionModules)) of modules that "
        + "predict further tokens"
    }
    return ReportSection(.parameters, "Parameters", lead: lead + " (\(parametersBasis)).", blocks)
  }

  private func byComponent(_ count: ParameterCount) -> ReportTable {
    var table = ReportTable()
    table.addColumn("by component", .left)
    table.addColumns(["parameters", "share"])
    for component in ParameterCount.Component.allCases {
      guard let value = count.byComponent[component], value > 0 else { continue }
      table.add(row(component.words, value, of: count.total))
    }
    table.add(row("total", count.total, of: count.total), isTotal: true)
    return table
  }

  private func byRole(_ count: ParameterCount) -> ReportTable {
    var table = ReportTable()
    table.addColumn("by role", .left)
    table.addColumns(["parameters", "share"])
    for role in ParameterCount.Role.allCases {
      table.add(row(role.words, count.byRole[role] ?? 0, of: count.total))
    }
    table.add(row("total", count.total, of: count.total), isTotal: true)
    return table
  }

  private func row(_ name: String, _ value: Int, of total: Int) -> [String] {
    let share = Double(value) / Double(max(1, total))
    return [name, NumberText.grouped(value), NumberText.percent(share)]
  }

  /// Counts that the model's source states beside what its architecture adds up to, for
  /// each reading.
  private var stated: [ReportSection.Block]? {
    guard let published = plan.subject.published else { return nil }
    let comparison = PublishedComparison(published)
    guard !comparison.lines.isEmpty else { return nil }
    var table = ReportTable()
    table.addColumn("as published", .left)
    table.addColumns(["stated", "computed", "difference"])
    table.addColumn("agrees", .left)
    for line in comparison.lines { table.add(Self.row(line.quantity.label, line)) }
    var blocks: [ReportSection.Block] = [.table(table)]
    if !comparison.readings.isEmpty { blocks.append(.table(Self.readings(comparison))) }
    return blocks + (comparison.notes.isEmpty ? [] : [.list(comparison.notes)])
  }

  /// Table of what each reading adds up to.
  private static func readings(_ comparison: PublishedComparison) -> ReportTable {
    var table = ReportTable()
    table.addColumn("readings tried", .left)
    table.addColumns(comparison.lines.map(\.quantity.label))
    table.addColumn("agrees", .left)
    for reading in comparison.readings {
      let counts = comparison.lines.map { stated in
        reading.lines.first { $0.quantity == stated.quantity }
          .map { NumberText.grouped($0.computed) } ?? NumberText.unknown
      }
      table.add([reading.name] + counts + [reading.agrees ? "✓ yes" : "✗ no"])
    }
    return table
  }

  private static func row(_ name: String, _ line: PublishedComparison.Line) -> [String] {
    [
      name, line.stated.description, NumberText.grouped(line.computed),
      line.difference == 0 ? "0" : NumberText.grouped(line.difference),
      line.agrees ? "✓ yes" : "✗ no",
    ]
  }

  private var stored: ReportTable {
    var table = ReportTable("Stored beyond the parameters, or twice")
    table.addColumn("what", .left)
    table.addColumns(["tensors", "values", "bytes"])
    for item in plan.subject.stored {
      table.add(
        [
          item.kind, NumberText.grouped(item.tensorCount), NumberText.grouped(item.elementCount),
          NumberText.grouped(item.bytes),
        ], remark: item.explanation)
    }
    return table
  }
}

extension ParameterCount.Component {
  /// The name for people.
  var words: String {
    switch self {
    case .feedForward: "feed-forward"
    case .vision: "vision tower"
    default: rawValue
    }
  }
}

extension ParameterCount.Role {
  /// The name for people.
  var words: String {
    switch self {
    case .weightMatrices: "weight matrices"
    case .biasVectors: "bias vectors"
    case .attention: "attention group"
    case .embedding: "word embedding"
    case .initialState: "initial state"
    }
  }
}
