package import JSON
package import ModelSpec
import PlainText

extension ParameterCount {
  /// Counts by component and by role, as every command prints them.
  package var json: JSONValue {
    .members([
      "total": .integer(total), "active": .integer(active), "embedding": .integer(embedding),
      "nonEmbedding": .integer(nonEmbedding),
      "byComponent": .object(
        Component.allCases.reduce(into: JSONObject()) {
          $0[$1.rawValue] = .integer(byComponent[$1] ?? 0)
        }),
      "byRole": .object(
        Role.allCases.reduce(into: JSONObject()) { $0[$1.rawValue] = .integer(byRole[$1] ?? 0) }),
    ])
  }

  /// One line for people.
  package var text: String {
    let text = "\(NumberText.grouped(total)), of these \(NumberText.grouped(embedding)) embedding"
    return active < total ? text + ", \(NumberText.grouped(active)) active for a token" : text
  }
}
