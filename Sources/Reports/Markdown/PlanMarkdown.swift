import Sizing

/// A plan, or several compared, as Markdown with tables (GitHub Flavored Markdown, section 4.10).
struct PlanMarkdown {
  private let plans: [Plan]
  private let answers: [ReportSection]

  /// One plan, or several compared, and sections that follow them.
  init(_ plans: [Plan], answers: [ReportSection] = []) {
    self.plans = plans
    self.answers = answers
  }

  /// The document.
  var text: String {
    var output = MarkdownText()
    if plans.count > 1 {
      let comparison = PlanComparison(plans)
      output.heading(comparison.title, level: 1)
      output.paragraph(comparison.lead)
      output.table(comparison.table)
      if !comparison.notes.isEmpty { output.list(comparison.notes) }
    }
    for plan in plans {
      let sections = PlanSections(plan)
      let level = plans.count > 1 ? 2 : 1
      output.heading(sections.title, level: level)
      output.list(sections.introduction)
      for section in sections.brief + sections.details {
        output.section(section, level: level + 1)
      }
    }
    for section in answers { output.section(section, level: 2) }
    return output.text
  }
}
