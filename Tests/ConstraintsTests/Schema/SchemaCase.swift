import JSON
import Testing

@testable import Constraints

/// A schema with texts of values that satisfy it and of others that do not.
struct SchemaCase: Sendable, CustomTestStringConvertible {
  /// The schema's JSON text.
  var schema: String
  /// Texts of values that satisfy it.
  var valid: [String]
  /// Texts of values that do not.
  var invalid: [String]

  var testDescription: String { schema }

  init(_ schema: String, valid: [String] = [], invalid: [String] = []) {
    self.schema = schema
    self.valid = valid
    self.invalid = invalid
  }

  /// The normal form of the schema.
  func table() throws -> ShapeTable { try ShapeTable(schema: try JSONValue(parsing: schema.utf8)) }

  /// Sees that the normal form takes what is valid and nothing that is not.
  func check() throws {
    let table = try table()
    for text in valid {
      #expect(try table.contains(JSONValue(parsing: text.utf8)), "\(text) satisfies \(schema)")
    }
    for text in invalid {
      #expect(try !table.contains(JSONValue(parsing: text.utf8)), "\(text) against \(schema)")
    }
  }
}
