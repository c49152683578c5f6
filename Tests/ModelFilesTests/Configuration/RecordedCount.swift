import Foundation
import JSON
import ModelFiles
import ModelSpec
import Testing

/// A model class of transformers with a configuration, and the parameters that it has on PyTorch's
/// meta device, as `scripts/record_counts.py` recorded them.
struct RecordedCount: Sendable, CustomTestStringConvertible {
  let name: String
  let config: JSONValue
  let total: Int
  let byComponent: [ParameterCount.Component: Int]

  var testDescription: String { name }

  static let all: [RecordedCount] = {
    let url = Bundle.module.url(
      forResource: "parameter-counts", withExtension: "json", subdirectory: "Fixtures")
    guard let url, let data = try? Data(contentsOf: url),
      let records = try? JSONValue(parsing: data).array
    else { return [] }
    return records.compactMap(RecordedCount.init)
  }()

  private init?(_ json: JSONValue) {
    guard let name = json["name"]?.string, let config = json["config"],
      let total = json["total"]?.integer, let parts = json["byComponent"]?.object
    else { return nil }
    (self.name, self.config, self.total) = (name, config, total)
    var counts: [ParameterCount.Component: Int] = [:]
    for (key, value) in parts {
      guard let component = ParameterCount.Component(rawValue: key) else { return nil }
      counts[component] = value.integer
    }
    byComponent = counts
  }
}
