/// The reason that a constraint cannot be enforced.
public enum ConstraintError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A keyword of a schema, or a construct of a pattern or grammar, that is not enforced.
  case unsupported(keyword: String, pointer: String, reason: String)
  /// No value is valid.
  case unsatisfiable(pointer: String, reason: String)
  /// It takes more memory or time than it may.
  case tooLarge(pointer: String, reason: String)
  /// A pattern is not a regular expression.
  case pattern(offset: Int, reason: String)
  /// A grammar is not one.
  case grammar(place: String, reason: String)
  /// A bound of the automaton was reached.
  case limit(what: String, limit: Int)

  /// Text for a user: what, where, and why.
  public var description: String {
    switch self {
    case .unsupported(let keyword, let pointer, let reason):
      "'\(keyword)'\(Self.place(pointer)) is not supported: \(reason)"
    case .unsatisfiable(let pointer, let reason):
      "nothing is valid\(Self.place(pointer)): \(reason)"
    case .tooLarge(let pointer, let reason):
      "the constraint is too large\(Self.place(pointer)): \(reason)"
    case .pattern(let offset, let reason):
      "not a regular expression at character \(offset): \(reason)"
    case .grammar(let place, let reason): "not a grammar at \(place): \(reason)"
    case .limit(let what, let limit): "the constraint takes more than \(limit) \(what)"
    }
  }

  private static func place(_ pointer: String) -> String { pointer.isEmpty ? "" : " at \(pointer)" }
}
