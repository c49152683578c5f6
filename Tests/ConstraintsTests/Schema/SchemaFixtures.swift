import JSON
import Testing

@testable import Constraints

/// The normal form of a schema that is written as JSON text.
func table(_ schema: String) throws -> ShapeTable {
  try ShapeTable(schema: try JSONValue(parsing: schema))
}

/// Checks which of some JSON texts a schema takes.
func expect(
  _ schema: String, takes valid: [String], refuses invalid: [String],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let table = try table(schema)
  for text in valid {
    #expect(
      try table.contains(JSONValue(parsing: text)), "\(schema) should take \(text)",
      sourceLocation: sourceLocation)
  }
  for text in invalid {
    #expect(
      try !table.contains(JSONValue(parsing: text)), "\(schema) should refuse \(text)",
      sourceLocation: sourceLocation)
  }
}

/// The error that a schema is refused with.
func refusal(_ schema: String) throws -> ConstraintError {
  try #require(throws: ConstraintError.self) { try table(schema) }
}
