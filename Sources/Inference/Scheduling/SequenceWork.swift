import Generation

/// The rows of a pass that a sequence wants something of.
enum WantedRows {
  /// None: the pass only filled the cache.
  case none
  /// The logits of the last so many rows.
  case logits(last: Int)
  /// The last hidden states of the last so many rows.
  case states(last: Int)
}

/// The purpose of a sequence, which says what it wants of a pass.
enum SequenceWork {
  /// To continue a text.
  case generate(Answer)
  /// To tell how likely its tokens are.
  case score(Scoring)
  /// To be put into a vector.
  case embed(Embedding)
  /// To take time.
  case measure(Measurement)

  /// Tells whether the sequence adds a token, or those of a draft, in each pass.
  var isDecoding: Bool {
    switch self {
    case .generate(let answer): answer.isDecoding
    case .measure(let measurement): measurement.isDecoding
    case .score, .embed: false
    }
  }

  /// Most of `count` tokens that need not be computed if the cache has them.
  func reusable(of count: Int) -> Int {
    switch self {
    case .generate: max(0, count - 1)
    case .score(let scoring): scoring.next
    case .embed: 0
    case .measure(let measurement): min(measurement.sharedTokens, max(0, count - 1))
    }
  }

  /// Tells whether it is computed with nobody else.
  var isAlone: Bool {
    if case .measure = self { true } else { false }
  }

  /// Rows of a pass that are wanted.
  ///
  /// - Parameters:
  ///   - positions: Positions of the rows, of which the last `drafted` are a draft's.
  ///   - known: Tokens of the sequence.
  func wanted(_ positions: Range<Int>, drafted: Int, known: Int) -> WantedRows {
    let isComplete = positions.upperBound - drafted == known
    switch self {
    case .generate: return isComplete ? .logits(last: 1 + drafted) : .none
    case .measure: return isComplete ? .logits(last: 1) : .none
    case .score(let scoring):
      return .logits(last: max(0, positions.upperBound - max(positions.lowerBound, scoring.next)))
    case .embed(let embedding):
      return .states(
        last: max(0, positions.upperBound - max(positions.lowerBound, embedding.next)))
    }
  }

  /// Ends it early.
  func cancel() {
    switch self {
    case .generate(let answer): answer.finish(.cancelled)
    case .score(let scoring): scoring.finish(throwing: CancellationError())
    case .embed(let embedding): embedding.finish(throwing: CancellationError())
    case .measure(let measurement): measurement.finish(throwing: CancellationError())
    }
  }
}
