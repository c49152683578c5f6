import AsyncHTTPClient
import ModelFiles
import NIOHTTP1

/// A failure that may go away when the request is made again.
struct TransientFailure: Error {
  var url: String
  var reason: String
  var asked: Duration?
  var status: Int?
  /// Number of failures that it counts as.
  var weight = 1

  /// A failed answer, if its status is one that passes.
  init?(_ answer: HTTPTransport.Answer, url: String) {
    guard [408, 425, 429, 500, 502, 503, 504].contains(answer.status) else { return nil }
    self.url = url
    status = answer.status
    reason = "status \(answer.status)"
    asked = answer.headers.first(name: "Retry-After").flatMap { Self.delay(retryAfter: $0) }
  }

  init(url: String, reason: String, weight: Int = 1) {
    self.url = url
    self.reason = reason
    self.weight = weight
  }

  /// Error for the user when no retry helped.
  var asHubError: HubError {
    status.map { .status($0, url: url) } ?? .network(url: url, reason: reason)
  }

  /// Reads `Retry-After` (RFC 9110, section 10.2.3) in seconds; of a date, the usual backoff is
  /// near enough.
  static func delay(retryAfter text: String) -> Duration? {
    ByteCount.read(text).map { .seconds(min($0, 86_400)) }
  }
}

extension RetryPolicy {
  /// Does something until it succeeds, fails for good, or has failed `attempts` times in a row
  /// without progress.
  ///
  /// - Parameters:
  ///   - progress: A count that grows when an attempt that failed was still of use.
  ///   - onRetry: Told the number of the failure, the delay before the next attempt, and
  ///     the reason.
  func run<Result>(
    isolation: isolated (any Actor)? = #isolation, url: String, progress: () -> Int = { 0 },
    onRetry: (Int, Duration, String) -> Void, _ body: () async throws -> Result
  ) async throws -> Result {
    var failures = 0
    while true {
      let before = progress()
      do {
        return try await body()
      } catch {
        let failure = try Self.transient(error, url: url)
        // A mebibyte is a step forward; less could go on for ever.
        failures = (progress() - before >= 1 << 20 ? 0 : failures) + failure.weight
        guard failures < attempts else { throw failure.asHubError }
        let delay = delay(afterFailure: failures, asked: failure.asked)
        onRetry(failures, delay, failure.reason)
        try await Task.sleep(for: delay)
      }
    }
  }

  /// Rethrows what no retry can mend.
  private static func transient(_ error: any Error, url: String) throws -> TransientFailure {
    try Task.checkCancellation()
    switch error {
    case let failure as TransientFailure: return failure
    case is HubError, is ModelLibraryError, is CancellationError: throw error
    case let error as HTTPClientError where error == .cancelled: throw CancellationError()
    default:
      let problem = NetworkProblem(error)
      if problem.isFinal { throw HubError.network(url: url, reason: problem.reason) }
      return TransientFailure(url: url, reason: problem.reason, weight: problem.weight)
    }
  }
}
