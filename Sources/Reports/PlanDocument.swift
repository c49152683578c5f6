import Charts
public import JSON
public import Planning
public import Sizing

/// Plans and the answers to what was asked beyond them: one value, written for a terminal, in
/// Markdown, as a page, or as JSON.
public struct PlanDocument {
  private let plans: [Plan]
  private let table: AcceleratorTable
  private let answers: PlanAnswers

  /// One plan, or several compared.
  ///
  /// - Parameters:
  ///   - plans: The plans, in the order asked.
  ///   - answers: Advice, a choice of precisions, layouts.
  ///   - table: Where the accelerators of a page's fit matrix come from if none were asked about.
  public init(
    _ plans: [Plan], answers: PlanAnswers = PlanAnswers(), table: AcceleratorTable = .builtIn
  ) {
    self.plans = plans
    self.answers = answers
    self.table = table
  }

  /// The text for a terminal, each line ended.
  ///
  /// - Parameters:
  ///   - columns: Cells of a line, which none passes.
  ///   - usesColor: Whether colours are written as escape sequences.
  ///   - details: Whether every line of the bills is shown with its formula and source.
  public func text(columns: Int = 80, usesColor: Bool = false, details: Bool = false) -> String {
    PlanText(
      plans, style: TerminalStyle(columns: columns, usesColor: usesColor), details: details,
      answers: answers.sections
    ).text
  }

  /// The document in Markdown.
  public var markdown: String { PlanMarkdown(plans, answers: answers.sections).text }

  /// One page that needs nothing but itself.
  public var html: String { PlanPage(plans, table: table, answers: answers.sections).html }

  /// One object: a plan's members, or `plans` and `comparison`; then the answers.
  public var json: JSONValue {
    var object: JSONObject
    if plans.count == 1, let plan = plans.first {
      object = JSONObject(plan.members)
    } else {
      object = JSONObject([
        "plans": .array(plans.map(\.json)), "comparison": Comparison(plans).json,
      ])
    }
    for (key, value) in answers.json { object[key] = value }
    return .object(object)
  }
}
