package import Audit
package import PlainText

/// An audit as people read it: what fails first, with what to do about it.
package struct DoctorText {
  private let report: AuditReport
  private let style: TextStyle

  /// The text of an audit, in these colours.
  package init(_ report: AuditReport, style: TextStyle) {
    (self.report, self.style) = (report, style)
  }

  private static let groups: [(status: AuditCheck.Status, name: String, mark: String)] = [
    (.fail, "failed", "✗"), (.warn, "to look at", "!"), (.unknown, "unknown", "?"),
    (.pass, "passed", "✓"),
  ]

  /// The whole audit, each line ended.
  package var text: String {
    let counts = Self.groups.map { "\(report.count(of: $0.status)) \($0.name)" }
    let title = "Fit for \(report.profile.rawValue)? \(answer)"
    var text = style.bold(title) + ": " + counts.joined(separator: ", ") + ".\n"
    if report.verdict == .unknown {
      let names = report.missing.map(\.title).joined(separator: ", ")
      text += "Nothing is known of what it cannot do without: \(names).\n"
    }
    let width = report.checks.map(\.title.count).max() ?? 0
    for group in Self.groups {
      let checks = report.checks.filter { $0.status == group.status }
      guard !checks.isEmpty else { continue }
      text += "\n" + style.accent(group.name) + "\n"
      for check in checks { text += lines(check, group.mark, width) }
    }
    return text
  }

  private var answer: String {
    switch report.verdict {
    case .fit: "Yes"
    case .unfit: "No"
    case .unknown: "Not known"
    }
  }

  private func lines(_ check: AuditCheck, _ mark: String, _ width: Int) -> String {
    let padding = String(repeating: " ", count: max(0, width - check.title.count))
    let margin = String(repeating: " ", count: width + 6)
    let found = (check.found ?? "not known").oneLine
    var text = "  \(mark) \(check.title)\(padding)  \(found)\n"
    if check.status != .pass {
      let source = check.requiredBy == .guide ? "" : " (\(check.requiredBy.rawValue))"
      text += margin + "required: \(check.required)\(source)\n"
    }
    if let advice = check.advice { text += margin + "advice: \(advice.oneLine)\n" }
    return text + margin + style.dim("from: \(check.evidence.oneLine)") + "\n"
  }
}
