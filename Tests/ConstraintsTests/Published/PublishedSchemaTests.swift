import JSON
import Testing

@testable import Constraints

/// Schemas that others have published, with what they say of instances.
@Suite(.enabled(if: PublishedSchemas.isAvailable, "CARAT_TEST_DATA is not set"))
struct PublishedSchemaTests {
  private struct Tally {
    var passed = 0
    var refused = 0
    var accepted: [String] = []
    var rejected: [String] = []
  }

  private func tally(_ entries: [PublishedSchemas.Entry]) -> Tally {
    var tally = Tally()
    for entry in entries {
      guard
        let constraint = try? CompiledConstraint(.jsonSchema(entry.schema), vocabulary: .bytes)
      else {
        tally.refused += 1
        continue
      }
      var isRight = true
      for test in entry.tests {
        var matcher = constraint.matcher()
        let isTaken = matcher.accept(bytes: test.data.serialized.utf8) && matcher.isComplete
        guard isTaken != test.isValid else { continue }
        isRight = false
        if isTaken { tally.accepted.append(entry.name) } else { tally.rejected.append(entry.name) }
      }
      if isRight { tally.passed += 1 }
    }
    return tally
  }

  @Test("Of real schemas most are supported, and none takes an invalid instance")
  func sample() throws {
    let tally = tally(try PublishedSchemas.sample())
    #expect(tally.accepted == [])
    #expect(tally.passed >= 1_320, "\(tally.passed) passed, \(tally.refused) refused")
    #expect(tally.rejected.count <= 2, "\(tally.rejected)")
  }

  @Test("The official cases hold for all schemas that are supported")
  func suite() throws {
    let tally = tally(try PublishedSchemas.suite())
    #expect(tally.accepted == [])
    #expect(tally.rejected == [])
    #expect(tally.passed >= 290, "\(tally.passed) passed, \(tally.refused) refused")
  }
}
