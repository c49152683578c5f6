import Charts
import Sizing

/// A plan, or several compared, as one page that needs nothing but itself.
struct PlanPage {
  private let plans: [Plan]
  private let table: AcceleratorTable
  private let answers: [ReportSection]

  /// One plan, or several compared.
  ///
  /// - Parameter table: Where the accelerators of the fit matrix come from if none were
  ///   asked about.
  init(_ plans: [Plan], table: AcceleratorTable, answers: [ReportSection] = []) {
    self.plans = plans
    self.answers = answers
    self.table = table
  }

  /// The page.
  var html: String {
    var page = PageText()
    let title = plans.count == 1 ? plans[0].subject.name : PlanComparison(plans).title
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
    page.append("<meta name=\"color-scheme\" content=\"light dark\">")
    page.element("title", "\(title): what it takes")
    page.append("<style>\n\(Palette.css)\(PageStyle.css)</style>\n</head>\n<body>\n<main>")
    if plans.count > 1 { write(PlanComparison(plans), to: &page) }
    for (index, plan) in plans.enumerated() { write(plan, number: index + 1, to: &page) }
    for section in answers {
      page.append("<section>")
      page.element("h2", section.title)
      page.content(section)
      page.append("</section>")
    }
    page.append("</main>")
    page.append("<footer><p>GB = 10^9 bytes, GiB = 2^30 bytes. Made by carat plan.</p></footer>")
    page.append("</body>\n</html>")
    return page.markup
  }

  private func write(_ comparison: PlanComparison, to page: inout PageText) {
    page.element("h1", comparison.title)
    page.element("p", comparison.lead, style: "lead")
    page.table(comparison.table, named: comparison.title)
    if !comparison.notes.isEmpty { page.list(comparison.notes, style: "facts") }
  }

  private func write(_ plan: Plan, number: Int, to page: inout PageText) {
    let sections = PlanSections(plan)
    let (title, heading) = plans.count > 1 ? ("h2", "h3") : ("h1", "h2")
    page.append("<article>")
    page.element(title, sections.title)
    page.list(sections.introduction, style: "facts")
    tiles(plan, to: &page)
    let pictures = PagePictures(plan, table: table, prefix: "model\(number)")
    for (name, figures) in pictures.parts where !figures.isEmpty {
      page.append("<section>")
      page.element(heading, name)
      for figure in figures { page.append(figure) }
      page.append("</section>")
    }
    for section in sections.brief {
      page.append("<section>")
      page.element(heading, section.title)
      page.content(section)
      page.append("</section>")
    }
    page.append("<section>")
    page.element(heading, "Every line with its formula and source")
    for section in sections.details {
      page.append("<details><summary>\(PageText.element("span", section.title))</summary>")
      page.content(section)
      page.append("</details>")
    }
    page.append("</section>\n</article>")
  }

  private func tiles(_ plan: Plan, to page: inout PageText) {
    page.append("<dl class=\"tiles\">")
    for fact in KeyFacts(plan).all {
      page.append(
        "<div>" + PageText.element("dt", fact.label)
          + PageText.element("dd", fact.value, style: fact.style)
          + PageText.element("dd", fact.remark, style: "remark") + "</div>")
    }
    page.append("</dl>")
  }
}
