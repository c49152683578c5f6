/// Questions about languages of texts, answered from one table of derivatives for a whole schema.
///
/// The same few patterns are asked about again and again while a schema is worked out.
final class TextLanguages {
  private static let stateLimit = 20_000
  /// The greatest number of tables that are filled for one schema.
  private static let tableLimit = 4
  private var tableCount = 1

  private lazy var arena = ExpressionArena(limit: Self.stateLimit)
  /// Expressions that the table knows by their identity, which must not pass to others.
  private var kept: [RegularExpression] = []

  /// Tells whether a language has no text.
  func isEmpty(_ language: RegularExpression) throws(ConstraintError) -> Bool {
    if language.excludedTexts != nil { return false }
    return try answer(language) { arena throws(ConstraintError) in
      try arena.isEmpty(arena.number(of: language.node))
    }
  }

  /// Tells whether a text belongs to a language.
  func contains(_ text: String, in language: RegularExpression) throws(ConstraintError) -> Bool {
    try answer(language) { arena throws(ConstraintError) in
      var state = arena.number(of: language.node)
      for scalar in text.unicodeScalars {
        state = arena.derivative(state, scalar.value)
        if state == arena.nothing { return false }
        guard !arena.isFull else { throw Self.tooLarge }
      }
      return arena.isNullable[Int(state)]
    }
  }

  private static let tooLarge = ConstraintError.tooLarge(
    pointer: "", reason: "a pattern has too many states")

  /// Asks the table, and a new one if it is full of what others asked.
  private func answer(
    _ language: RegularExpression,
    _ question: (ExpressionArena) throws(ConstraintError) -> Bool
  ) throws(ConstraintError) -> Bool {
    kept.append(language)
    if !arena.isFull, let answer = try? question(arena), !arena.isFull { return answer }
    guard tableCount < Self.tableLimit else { throw Self.tooLarge }
    tableCount += 1
    arena = ExpressionArena(limit: Self.stateLimit)
    kept = [language]
    return try question(arena)
  }
}

extension RegularExpression {
  /// The texts that are not in the language, where it is told by them.
  var excludedTexts: RegularExpression? {
    guard case .complement(let inner) = node.kind, case .texts = inner.kind else { return nil }
    return RegularExpression(inner)
  }

  /// The texts of both languages; where both are told by what they exclude, so is the result.
  func intersection(_ other: RegularExpression) -> RegularExpression {
    if let mine = excludedTexts, let others = other.excludedTexts {
      return RegularExpression.union([mine, others]).complement
    }
    return RegularExpression.intersection([self, other])
  }
}
