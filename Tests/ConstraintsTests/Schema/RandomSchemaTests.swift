import JSON
import Testing

@testable import Constraints

/// Combinations of random schemas against the logic of their parts.
@Suite struct RandomSchemaTests {
  @Test("Combinations of random schemas take what the logic of their parts says", arguments: 0..<8)
  func combinationsFollowTheirParts(seed: UInt64) throws {
    var random = RandomSchemas(seed: seed &* 0x9E37_79B9 &+ 17)
    var compared = 0
    for _ in 0..<60 {
      let (left, right) = (random.schema(depth: 0), random.schema(depth: 0))
      let values = (0..<25).map { _ in random.value(depth: 0) }
      compared += try compare(left, right, values, "seed \(seed)")
    }
    #expect(compared > 2_000)
  }

  /// Compares every combination that is not refused, and tells the number of comparisons.
  private func compare(
    _ left: JSONValue, _ right: JSONValue, _ values: [JSONValue], _ seed: String
  ) throws -> Int {
    guard let first = table(left), let second = table(right) else { return 0 }
    var compared = 0
    func expect(_ schema: JSONValue, _ holds: (Bool, Bool) -> Bool) throws {
      let combined: ShapeTable?
      do { combined = try ShapeTable(schema: schema) } catch ConstraintError.unsatisfiable {
        combined = nil
      } catch { return }
      for value in values {
        let (inFirst, inSecond) = (try first.contains(value), try second.contains(value))
        let isTaken = try combined?.contains(value) ?? false
        compared += 1
        #expect(
          isTaken == holds(inFirst, inSecond),
          "\(seed): \(value.serialized) of \(schema.serialized)")
      }
    }
    let pair = JSONValue.array([left, right])
    try expect(.members(["allOf": pair])) { $0 && $1 }
    try expect(.members(["anyOf": pair])) { $0 || $1 }
    try expect(.members(["oneOf": pair])) { $0 != $1 }
    try expect(.members(["not": left])) { first, _ in !first }
    try expect(.members(["if": left, "then": right])) { !$0 || $1 }
    try expect(.members(["if": left, "else": right])) { $0 || $1 }
    try expect(.members(["allOf": .array([left, .members(["not": right])])])) { $0 && !$1 }
    return compared
  }

  private func table(_ schema: JSONValue) -> ShapeTable? { try? ShapeTable(schema: schema) }
}
