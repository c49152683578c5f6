import Generation
import Inference

/// A text longer than the context, read in windows that overlap, as perplexity is measured
/// elsewhere: each window counts the tokens that no window before it has seen, and has the rest for
/// its context.
struct ScoreWindows {
  /// Tokens that are read at once.
  let window: Int
  /// Tokens from the beginning of one window to that of the next.
  let stride: Int
  /// The token that a text begins with, and every window with it; `nil` for models without one.
  let beginning: Int?

  /// The tokens that one window reads.
  struct Piece: Equatable {
    /// Tokens of the text.
    var tokens: Range<Int>
    /// The first of them that counts.
    var firstCounted: Int
    /// Tells whether the beginning stands before them.
    var hasBeginning: Bool
  }

  /// The windows of a text of this many tokens.
  func pieces(count: Int) -> [Piece] {
    var pieces: [Piece] = []
    var (start, end) = (0, 0)
    repeat {
      let hasBeginning = start > 0 && beginning != nil
      let next = min(count, start + window - (hasBeginning ? 1 : 0))
      // The beginning takes a place, so that with a small stride the second window may bring
      // nothing new.
      if next > end {
        pieces.append(
          Piece(tokens: start..<next, firstCounted: end, hasBeginning: hasBeginning))
      }
      (start, end) = (start + stride, next)
    } while end < count
    return pieces
  }

  /// Scores each token of a text: how likely it is.
  ///
  /// - Parameter onPrefill: Called with the tokens that have been read.
  func score(
    _ tokens: [Int], with engine: Engine, top: Int, onPrefill: @escaping @Sendable (Int) -> Void
  ) async throws -> Score {
    var whole = Score(logProbabilities: [], top: [])
    for piece in pieces(count: tokens.count) {
      try Task.checkCancellation()
      let prefix = piece.hasBeginning ? [beginning].compactMap { $0 } : []
      let score = try await engine.score(
        tokens: prefix + tokens[piece.tokens], top: top,
        onPrefill: { onPrefill(piece.tokens.lowerBound + $0) })
      let skipped = piece.firstCounted - piece.tokens.lowerBound + prefix.count
      whole.logProbabilities += score.logProbabilities.dropFirst(skipped)
      whole.top = score.top
    }
    return whole
  }
}
