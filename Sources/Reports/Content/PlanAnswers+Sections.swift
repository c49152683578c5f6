import JSON
import Planning
import Sizing

extension PlanAnswers {
  /// The answers as sections of a report.
  var sections: [ReportSection] {
    var sections = advice.map { AdviceSections(advice: $0).all } ?? []
    if let choice { sections.append(choice.section) }
    return sections + layouts.map(\.section)
  }

  /// The answers as members of a JSON object.
  var json: [(key: String, value: JSONValue)] {
    var members: [(String, JSONValue)] = []
    if let advice { members.append(("advice", advice.json)) }
    if let choice { members.append(("precisionComparison", choice.json)) }
    if !layouts.isEmpty { members.append(("layouts", .array(layouts.map(\.json)))) }
    return members
  }
}
