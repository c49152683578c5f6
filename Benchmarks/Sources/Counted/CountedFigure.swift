/// A figure that is counted, not timed: the difference of two runs, divided by that in their work.
///
/// What both runs share, such as loading and warming up, drops out.
protocol CountedFigure: Sendable {
  /// Name of the figure among the thresholds.
  var name: String { get }
  /// The run with less work.
  var shorter: CountedRun { get }
  /// The run with more.
  var longer: CountedRun { get }
  /// Units of work by which the runs differ.
  func units(_ shorter: Cost, _ longer: Cost) -> Double
}

/// One run of the program.
enum CountedRun: Sendable, Hashable {
  /// `carat bench` with a model in a format, for as many tokens.
  case tokens(Kind, format: String, Lengths)
  /// `carat constrain` with schemas and answers to them.
  case constraints(SchemaRounds)

  /// The quantity that is counted.
  enum Kind: String, Sendable, Hashable {
    /// Instructions of one thread with the AVX2 kernels, by callgrind.
    case instructions
    /// Requests to the heap of two threads.
    case allocations
  }

  /// Quantity that is counted.
  var kind: Kind {
    switch self {
    case .tokens(let kind, _, _): kind
    case .constraints: .instructions
    }
  }
}

/// All figures in the order of their report.
enum CountedFigures {
  static let all: [any CountedFigure] = TokenFigure.all + ConstraintFigure.allCases
}
