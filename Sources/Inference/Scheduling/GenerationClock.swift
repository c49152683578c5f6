/// Times of one answer.
struct GenerationClock {
  private let requested = ContinuousClock.now
  private var firstToken: ContinuousClock.Instant?
  private var lastToken: ContinuousClock.Instant?

  /// Seconds since the request.
  var seconds: Double { (ContinuousClock.now - requested).inSeconds }

  /// Seconds from the request to the first token, or `nil` before it.
  var secondsToFirstToken: Double? { firstToken.map { ($0 - requested).inSeconds } }

  /// Takes note of a token.
  mutating func recordToken() {
    let now = ContinuousClock.now
    if firstToken == nil { firstToken = now }
    lastToken = now
  }

  /// Tokens after the first, divided by the seconds that they took; `nil` for fewer than
  /// two tokens.
  func decodeRate(tokens: Int) -> Double? {
    guard let firstToken, let lastToken, tokens > 1 else { return nil }
    let seconds = (lastToken - firstToken).inSeconds
    return seconds > 0 ? Double(tokens - 1) / seconds : nil
  }
}

extension Duration {
  /// The same in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
