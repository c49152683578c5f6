import JSON
import Testing

@testable import Constraints

extension ConstraintDefinition {
  /// The values of a schema that is written as JSON text.
  static func schema(_ text: String) throws -> Self {
    .jsonSchema(try JSONValue(parsing: text.utf8))
  }
}

extension ConstraintVocabulary {
  /// Every byte as a token, and an end token after them.
  static let bytes = ConstraintVocabulary(
    tokens: (0...255).map { [UInt8($0)] } + [nil], endTokens: [256])
}

/// Checks which texts a definition takes from the first byte to an end.
func expect(
  _ definition: ConstraintDefinition, takes valid: [String] = [], refuses invalid: [String] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let constraint = try CompiledConstraint(definition, vocabulary: .bytes)
  for (texts, isTaken) in [(valid, true), (invalid, false)] {
    for text in texts {
      var matcher = constraint.matcher()
      let isAccepted = matcher.accept(bytes: text.utf8) && matcher.isComplete
      #expect(isAccepted == isTaken, "\(text)", sourceLocation: sourceLocation)
    }
  }
}

/// Checks which JSON texts a schema takes as an answer.
func expect(
  answers schema: String, take valid: [String] = [], refuse invalid: [String] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try expect(
    .schema(schema), takes: valid, refuses: invalid, sourceLocation: sourceLocation)
}

/// Checks the outcome of a call that changes what it is called on, which `#expect` does not take.
func expect(
  _ outcome: Bool, is expected: Bool, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome == expected, sourceLocation: sourceLocation)
}
