import ModelSpec
import PlainText
import Sizing

extension PlanSections {
  /// Section on what people reckon in their heads, beside the exact figures.
  var rules: ReportSection? {
    guard !plan.rules.isEmpty else { return nil }
    var table = ReportTable()
    table.addColumn("", .left)
    table.addColumns(["by rule", "exact", "rule is"])
    table.addColumn("rule", .left)
    for rule in plan.rules {
      let exact = rule.exact
      table.add([
        words(rule), Self.amount(rule.value, rule.unit),
        exact.map { Self.amount($0, rule.unit) } ?? NumberText.unknown,
        exact.map { Self.error(rule: rule.value, exact: $0) } ?? NumberText.unknown,
        Self.symbols(rule),
      ])
    }
    return ReportSection(.rules, "Rules of thumb", [.table(table)])
  }

  /// The rules with their numbers filled in.
  var ruleLines: ReportSection? {
    guard !plan.rules.isEmpty else { return nil }
    var table = ReportTable()
    table.addColumn("rule", .left)
    table.addColumns(["by rule", "exact"])
    for rule in plan.rules {
      table.add(
        [
          rule.title, Self.amount(rule.value, rule.unit),
          rule.exact.map { Self.amount($0, rule.unit) } ?? NumberText.unknown,
        ], remark: rule.formula)
    }
    return ReportSection(.ruleLines, "Rules of thumb, line by line", [.table(table)])
  }

  /// A short name; the rule for accelerators says for which.
  private func words(_ rule: RuleOfThumb) -> String {
    guard rule.id == .accelerators else { return rule.id.words }
    return plan.request.accelerators.first?.accelerator.name ?? "rtx4090"
  }

  private static func amount(_ value: Double, _ unit: RuleOfThumb.Unit) -> String {
    switch unit {
    case .bytes: value < 0x1p62 ? NumberText.decimalBytes(Int(value.rounded())) : "\(value) bytes"
    case .accelerators: NumberText.figures(value)
    }
  }

  /// Error of a rule, such as `5 % low` or `2.4x high`.
  private static func error(rule: Double, exact: Double) -> String {
    guard rule > 0, exact > 0 else { return NumberText.unknown }
    if rule == exact { return "exact" }
    let (side, factor) = rule < exact ? ("low", exact / rule) : ("high", rule / exact)
    if factor >= 2 { return "\(NumberText.figures(factor))x \(side)" }
    let percent = 100 * (rule - exact).magnitude / exact
    return percent < 0.05
      ? "right" : "\(NumberText.fixed(percent, percent < 9.5 ? 1 : 0)) % \(side)"
  }

  /// The rule without its numbers.
  private static func symbols(_ rule: RuleOfThumb) -> String {
    var end = rule.formula.startIndex
    while end < rule.formula.endIndex, !rule.formula[end...].hasPrefix(" = ") {
      end = rule.formula.index(after: end)
    }
    return String(rule.formula[..<end])
  }
}

extension RuleOfThumb.ID {
  /// A short name.
  var words: String {
    switch self {
    case .storage: "storage"
    case .trainingMemory: "full training"
    case .activations: "activations"
    case .inferenceBelowQuarter: "inference"
    case .accelerators: "accelerators"
    }
  }
}
