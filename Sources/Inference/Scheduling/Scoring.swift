import Generation
import Tensors

/// The likelihood of a sequence of tokens, as its rows are computed.
// Safety: made by the caller, then used by the computing thread alone.
final class Scoring: @unchecked Sendable {
  /// The position whose row is wanted next.
  private(set) var next: Int
  private let tokens: [Int]
  private let top: Int
  private let onPrefill: (@Sendable (Int) -> Void)?
  private let result: CheckedContinuation<Score, any Error>
  private var score: Score

  /// - Parameters:
  ///   - first: The first token that is scored.
  ///   - top: Likeliest tokens to report after the last one.
  ///   - onPrefill: Told after each chunk how many tokens were computed.
  init(
    _ tokens: [Int], from first: Int, top: Int, onPrefill: (@Sendable (Int) -> Void)?,
    result: CheckedContinuation<Score, any Error>
  ) {
    self.tokens = tokens
    self.top = top
    self.onPrefill = onPrefill
    self.result = result
    next = max(0, first - 1)
    score = Score(logProbabilities: Array(repeating: nil, count: tokens.count), top: [])
  }

  /// Takes the logits of the next position.
  ///
  /// - Returns: Whether it was the last one.
  func receive(_ logits: Span<Float>) -> Bool {
    do {
      let values = try LogProbabilities(logits)
      next += 1
      guard next == tokens.count else {
        score.logProbabilities[next] = values.logProbability(of: tokens[next], in: logits)
        return false
      }
      score.top = values.top(top, in: logits)
      result.resume(returning: score)
    } catch {
      result.resume(throwing: error)
    }
    return true
  }

  /// Tells how far it is.
  func report(computed: Int) { onPrefill?(computed) }

  /// Ends it without a score.
  func finish(throwing error: any Error) { result.resume(throwing: error) }
}
