import Charts
import Sizing

/// The text that `carat plan` prints in a terminal.
struct PlanText {
  private let plans: [Plan]
  private let style: TerminalStyle
  private let showsDetails: Bool
  private let answers: [ReportSection]

  /// One plan, or several compared.
  ///
  /// - Parameters:
  ///   - style: The width, which no line passes, and whether there are colours.
  ///   - details: Whether every line of the bills is shown with its formula and source.
  ///   - answers: Sections that follow the plans: advice, layouts, choices.
  init(
    _ plans: [Plan], style: TerminalStyle, details: Bool = false, answers: [ReportSection] = []
  ) {
    self.answers = answers
    self.plans = plans
    self.style = style
    showsDetails = details
  }

  /// The text, each line ended.
  var text: String {
    var output = TerminalText(style)
    if plans.count > 1 { write(PlanComparison(plans), to: &output) }
    if plans.count == 1 || showsDetails {
      for plan in plans { write(plan, to: &output) }
    }
    for section in answers { output.write(section) }
    return output.text
  }

  private func write(_ plan: Plan, to output: inout TerminalText) {
    let sections = PlanSections(plan)
    output.heading(sections.title)
    for line in sections.introduction { output.paragraph(line, isFaint: true) }
    for section in sections.brief + (showsDetails ? sections.details : []) {
      write(section, of: plan, to: &output)
    }
    if plan.fits.isEmpty {
      output.space()
      output.paragraph(PlanFlag.accelerators, isFaint: true)
    }
  }

  private func write(_ comparison: PlanComparison, to output: inout TerminalText) {
    output.heading(comparison.title)
    output.paragraph(comparison.lead, isFaint: true)
    for (index, table) in comparison.tables(within: style.columns - 2).enumerated() {
      if index > 0 { output.space() }
      output.table(table)
    }
    if !comparison.notes.isEmpty {
      output.heading("Notes")
      output.list(comparison.notes)
    }
  }

  private func write(_ section: ReportSection, of plan: Plan, to output: inout TerminalText) {
    var section = section
    if section.kind == .inference, let bar = PlanPictures(plan).inferenceBar {
      output.write(ReportSection(section.kind, section.title, lead: section.lead))
      let narrower = TerminalStyle(columns: style.columns - 2, usesColor: style.usesColor)
      output.append(bar.lines(narrower).map { "  " + $0 })
      for block in section.blocks { output.write(block) }
      return
    }
    // Training that nobody asked for is told in one sentence.
    let isAside = section.kind == .training && plan.request.training == nil
    if isAside, !showsDetails { section.blocks = [] }
    output.write(section)
  }
}
