public import Constraints
public import Generation
internal import JSON

extension ConstraintDefinition {
  /// Forms within forms that a constraint may have.
  private static let depthLimit = 64

  /// The definition that a constraint stands for.
  ///
  /// - Throws: `GenerationError.constraint` for a schema that is no JSON, and for forms within
  ///   forms beyond a limit.
  public init(_ constraint: Constraint) throws(GenerationError) {
    self = try Self.definition(of: constraint, depth: 0)
  }

  private static func definition(
    of constraint: Constraint, depth: Int
  ) throws(GenerationError) -> ConstraintDefinition {
    guard depth < depthLimit else {
      throw .constraint("it has more than \(depthLimit) forms within forms; make it flatter")
    }
    func all(_ parts: [Constraint]) throws(GenerationError) -> [ConstraintDefinition] {
      var definitions: [ConstraintDefinition] = []
      for part in parts { definitions.append(try definition(of: part, depth: depth + 1)) }
      return definitions
    }
    switch constraint {
    case .jsonSchema(let text): return .jsonSchema(try schema(text))
    case .jsonObject: return .jsonObject
    case .regularExpression(let pattern): return .regularExpression(pattern)
    case .choice(let texts): return .choice(texts)
    case .grammar(let text): return .grammar(text)
    case .text(let text): return .text(text)
    case .controlToken(let text): return .controlToken(text)
    case .textUntil(let ends): return .textUntil(ends)
    case .textWithout(let texts): return .textWithout(texts)
    case .sequence(let parts): return .sequence(try all(parts))
    case .union(let parts): return .union(try all(parts))
    case .optional(let part): return .optional(try definition(of: part, depth: depth + 1))
    case .repetition(let part, let minimum, let maximum):
      return .repetition(
        try definition(of: part, depth: depth + 1), minimum: minimum, maximum: maximum)
    }
  }

  private static func schema(_ text: String) throws(GenerationError) -> JSONValue {
    do {
      return try JSONValue(parsing: text, keepsNumbers: true)
    } catch {
      throw .constraint("the schema is \(error)")
    }
  }
}
