/// The cost of a constraint, in instructions of one thread by callgrind.
///
/// Masks are worked out as an answer reaches their states, and kept. So the first answer to a
/// schema pays for states that nobody met before, and the same answer again shows what remains.
enum ConstraintFigure: String, CountedFigure, CaseIterable {
  /// A schema from its text to an automaton.
  case compiling
  /// A token of the first answer to a schema, with its mask.
  case firstAnswer
  /// A token of the same answer again.
  case laterAnswers

  var name: String {
    switch self {
    case .compiling: "instructions a schema, compiled"
    case .firstAnswer: "instructions a mask, schema, first answer"
    case .laterAnswers: "instructions a mask, schema, later answers"
    }
  }

  /// Rounds of the run with less work.
  var shorterRounds: SchemaRounds {
    switch self {
    case .compiling, .firstAnswer: SchemaRounds(compiled: 1, answers: 0)
    case .laterAnswers: SchemaRounds(compiled: 1, answers: 1)
    }
  }

  /// Rounds of the run with more work.
  var longerRounds: SchemaRounds {
    switch self {
    case .compiling: SchemaRounds(compiled: 5, answers: 0)
    case .firstAnswer: SchemaRounds(compiled: 1, answers: 1)
    case .laterAnswers: SchemaRounds(compiled: 1, answers: 9)
    }
  }

  var shorter: CountedRun { .constraints(shorterRounds) }
  var longer: CountedRun { .constraints(longerRounds) }

  func units(_ shorter: Cost, _ longer: Cost) -> Double {
    self == .compiling
      ? Double(longerRounds.schemas - shorterRounds.schemas) : Double(longer.masks - shorter.masks)
  }
}

/// The amount of work of a run of `carat constrain`.
struct SchemaRounds: Sendable, Hashable {
  /// Times that each schema is compiled.
  let compiled: Int
  /// Answers that are checked with each compiled schema, all of them the same.
  let answers: Int

  /// Number of schemas that are compiled.
  var schemas: Int { compiled * SchemaCase.all.count }

  /// Text of the file, a line for each schema.
  var lines: String {
    let round = SchemaCase.all.map { $0.line(answers: answers) }
    return Array(repeating: round, count: compiled).joined().joined()
  }
}
