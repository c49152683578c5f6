import Generation

/// A measurement of speed on its way: sequences that are computed together, phase by phase.
// Safety: made by the caller, then used by the computing thread alone.
final class Measurement: @unchecked Sendable {
  private enum Phase {
    /// Computing what is in the cache before.
    case depth
    case prefill(since: ContinuousClock.Instant)
    /// The same again, since windows have passed over it.
    case depthAgain
    case decode(since: ContinuousClock.Instant, left: Int)
  }

  private let request: SpeedRequest
  private let vocabularySize: Int
  private let result: CheckedContinuation<SpeedReport, any Error>
  private var phase = Phase.depth
  private var report = SpeedReport()

  init(
    _ request: SpeedRequest, vocabularySize: Int,
    result: CheckedContinuation<SpeedReport, any Error>
  ) {
    self.request = request
    self.vocabularySize = vocabularySize
    self.result = result
  }

  /// Tokens that its sequences begin with alike.
  var sharedTokens: Int { request.sharedTokens }

  /// Tells whether its sequences add a token in each pass.
  var isDecoding: Bool {
    if case .decode = phase { true } else { false }
  }

  /// The sequences, with the tokens that are in the cache before.
  func sequences(_ cancellation: Cancellation) -> [TokenSequence] {
    (0..<request.sequences).map { index in
      TokenSequence(
        .measure(self), tokens: (0..<request.depth).map { token($0, index) },
        cancellation: cancellation)
    }
  }

  /// Some token; speed does not depend on which.
  private func token(_ position: Int, _ sequence: Int) -> Int {
    let own = position < request.sharedTokens ? 0 : sequence
    return (position &* 7919 &+ own &* 104_729 &+ 17) % vocabularySize
  }

  /// Goes on when all that its sequences know is computed.
  ///
  /// - Parameter restart: Called with a sequence that must be computed from the beginning.
  /// - Returns: Whether it is done.
  func advance(_ sequences: [TokenSequence], restart: (TokenSequence) -> Void) -> Bool {
    switch phase {
    case .depth:
      guard request.promptTokens > 0 else { return beginDecode(sequences) }
      extend(sequences, by: request.promptTokens)
      phase = .prefill(since: .now)
    case .prefill(let start):
      report.prefillSeconds = (ContinuousClock.now - start).inSeconds
      guard request.generatedTokens > 0 else { return finish() }
      for sequence in sequences {
        sequence.tokens.removeLast(request.promptTokens)
        restart(sequence)
      }
      phase = .depthAgain
      return false
    case .depthAgain: return beginDecode(sequences)
    case .decode(let start, let left):
      guard left > 1 else {
        report.decodeSeconds = (ContinuousClock.now - start).inSeconds
        return finish()
      }
      extend(sequences, by: 1)
      phase = .decode(since: start, left: left - 1)
    }
    return false
  }

  private func beginDecode(_ sequences: [TokenSequence]) -> Bool {
    guard request.generatedTokens > 0 else { return finish() }
    extend(sequences, by: 1)
    phase = .decode(since: .now, left: request.generatedTokens)
    return false
  }

  private func extend(_ sequences: [TokenSequence], by count: Int) {
    for (index, sequence) in sequences.enumerated() {
      for _ in 0..<count { sequence.tokens.append(token(sequence.tokens.count, index)) }
    }
  }

  private func finish() -> Bool {
    result.resume(returning: report)
    return true
  }

  /// Ends it without a report.
  func finish(throwing error: any Error) { result.resume(throwing: error) }
}
