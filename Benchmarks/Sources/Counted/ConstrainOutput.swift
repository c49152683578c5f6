import JSON

/// The output of `carat constrain --batch --json`.
struct ConstrainOutput {
  /// The reason that nothing can be counted.
  struct Fault: Error {
    let problem: String
  }

  private let json: JSONValue

  /// - Throws: `JSONError` for what is no JSON.
  init(_ text: String) throws {
    json = try JSONValue(parsing: text)
  }

  /// The number of masks, if all schemas were compiled and all answers taken: one that is refused
  /// ends early.
  ///
  /// - Throws: `Fault` naming the first that was not.
  func masks(_ rounds: SchemaRounds) throws -> Int {
    let results = json["results"]?.array ?? []
    guard results.count == rounds.schemas else {
      throw Fault(problem: "expected results for \(rounds.schemas) schemas, got \(results.count)")
    }
    let expected = Array(repeating: JSONValue.bool(true), count: rounds.answers)
    for result in results
    where result["supported"]?.bool != true || result["accepted"]?.array != expected {
      let reason = result["reason"]?.string ?? "an answer is refused"
      throw Fault(problem: "\(result["name"]?.string ?? "a schema"): \(reason)")
    }
    guard rounds.answers > 0 else { return 0 }
    guard let count = json["masks"]?["count"]?.integer, count > 0 else {
      throw Fault(problem: "the output counts no masks")
    }
    return count
  }
}
