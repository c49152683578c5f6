import Constraints
import JSON
import PlainText

/// Schemas with their tests, as lines of JSON.
struct ConstraintBatch {
  private let lines: [JSONValue]

  /// A schema's fate and that of its tests.
  struct Result {
    var name: String
    var reason: String?
    /// For each test whether its data is taken.
    var accepted: [Bool] = []
    /// Validity of each test's data by its own word, where it has one.
    var expected: [Bool?] = []
    var compileMicroseconds: Double?
    var maskMicroseconds: [Double] = []

    var isSupported: Bool { reason == nil }

    var json: JSONValue {
      let masks = MicrosecondSpread(maskMicroseconds)
      return .members([
        "name": .string(name), "supported": .bool(isSupported), "reason": .optional(reason),
        "accepted": .array(accepted.map { .bool($0) }),
        "compileMicroseconds": .optional(compileMicroseconds),
        "maskMicroseconds": .members([
          "mean": .optional(masks?.mean), "p99": .optional(masks?.p99),
        ]),
      ])
    }
  }

  /// Reads a file.
  ///
  /// - Throws: `CommandError` for a line that is no JSON object with a schema.
  init(reading file: String) throws {
    var lines: [JSONValue] = []
    let text = try TextInput.read(file)
    // A line may end with a carriage return too, which Swift has as one character with the other.
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated() where !line.allSatisfy(\.isWhitespace)
    {
      do {
        let value = try JSONValue(parsing: String(line), keepsNumbers: true)
        guard value["schema"] != nil else {
          throw CommandError("line \(index + 1) of \(file.oneLine) has no 'schema'")
        }
        let tests = value["tests"] ?? .array([])
        guard tests.array?.allSatisfy({ $0["data"] != nil }) ?? false else {
          throw CommandError(
            "line \(index + 1) of \(file.oneLine) has 'tests' that are not a list of objects with "
              + "'data'")
        }
        lines.append(value)
      } catch let error as JSONError {
        throw CommandError("line \(index + 1) of \(file.oneLine) is \(error)")
      }
    }
    guard !lines.isEmpty else { throw CommandError("\(file.oneLine) has no schemas") }
    self.lines = lines
  }

  /// The results, in the order of the lines.
  func results(_ probe: ConstraintProbe) -> [Result] {
    lines.enumerated().map { index, line in
      var result = Result(name: line["name"]?.string ?? "line \(index + 1)")
      guard let schema = line["schema"] else { return result }
      switch probe.compile(.jsonSchema(schema)) {
      case .failure(let error): result.reason = "\(error)"
      case .success(let compiled):
        result.compileMicroseconds = compiled.microseconds
        var constraint = compiled.constraint
        for test in line["tests"]?.array ?? [] {
          let text = (test["data"] ?? .null).serialized
          var outcome = probe.check(text, constraint)
          // Limits count for all texts that an automaton has seen.
          if outcome.failure != nil, case .success(let fresh) = probe.compile(.jsonSchema(schema)) {
            constraint = fresh.constraint
            outcome = probe.check(text, constraint)
          }
          if let failure = outcome.failure {
            (result.reason, result.accepted, result.expected) = ("\(failure)", [], [])
            break
          }
          result.accepted.append(outcome.isAccepted)
          result.expected.append(test["valid"]?.bool)
          result.maskMicroseconds += outcome.maskMicroseconds
        }
      }
      return result
    }
  }

  /// Results as JSON, with the distribution over all masks of all schemas.
  static func json(_ results: [Result]) -> JSONValue {
    .members([
      "results": .array(results.map(\.json)),
      "masks": MicrosecondSpread(results.flatMap(\.maskMicroseconds))?.json ?? .null,
    ])
  }

  /// A line for each schema that is not as its tests say, and the sum of all.
  static func text(_ results: [Result]) -> String {
    var lines: [String] = []
    for result in results {
      if let reason = result.reason {
        lines.append("\(result.name.oneLine): \(reason.oneLine)")
      } else {
        for (index, (got, expected)) in zip(result.accepted, result.expected).enumerated()
        where expected != nil && got != expected {
          let fate = got ? "accepted" : "refused"
          lines.append("\(result.name.oneLine): test \(index + 1) is \(fate)")
        }
      }
    }
    let supported = results.count(where: \.isSupported)
    lines.append(
      "\(NumberText.grouped(supported)) of \(NumberText.count(results.count, "schema")) supported")
    return lines.joined(separator: "\n")
  }
}

/// The distribution of some times.
private struct MicrosecondSpread {
  let count: Int
  let mean: Double
  let median: Double
  let p99: Double
  let greatest: Double

  /// The distribution of some times, nearest rank; `nil` for none.
  init?(_ microseconds: [Double]) {
    let sorted = microseconds.sorted()
    guard let greatest = sorted.last else { return nil }
    count = sorted.count
    mean = sorted.reduce(0, +) / Double(count)
    median = sorted[count / 2]
    p99 = sorted[min(count - 1, count * 99 / 100)]
    self.greatest = greatest
  }

  var json: JSONValue {
    .members([
      "count": .integer(count), "mean": .number(mean), "median": .number(median),
      "p99": .number(p99), "max": .number(greatest),
    ])
  }
}
