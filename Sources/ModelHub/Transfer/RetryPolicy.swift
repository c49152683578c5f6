/// The policy of making a failed request again: exponential backoff with full jitter.
///
/// The delay before attempt n is drawn from [base · 2ⁿ / 2, base · 2ⁿ], at most `longest`; what a
/// server asks for in `Retry-After` is kept, up to `longestAsked`.
public struct RetryPolicy: Sendable, Hashable {
  /// Number of attempts in a row that may bring nothing before the pull gives up.
  public var attempts: Int
  /// Delay after the first failure.
  public var base: Duration
  /// The longest delay that backoff comes to.
  public var longest: Duration
  /// The longest delay that a server may ask for.
  public var longestAsked: Duration

  /// A policy; everything has a default.
  public init(
    attempts: Int = 6, base: Duration = .milliseconds(500), longest: Duration = .seconds(30),
    longestAsked: Duration = .seconds(120)
  ) {
    self.attempts = max(1, attempts)
    self.base = base
    self.longest = longest
    self.longestAsked = longestAsked
  }

  /// The delay after a failure, counted from 1.
  func delay(
    afterFailure failure: Int, asked: Duration?, random: Double = .random(in: 0...1)
  ) -> Duration {
    if let asked { return min(asked, longestAsked) }
    let ceiling = min(base * (1 << min(max(failure, 1) - 1, 20)), longest)
    return ceiling * (0.5 + 0.5 * random)
  }
}
