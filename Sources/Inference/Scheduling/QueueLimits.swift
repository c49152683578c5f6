/// The most that may wait before further requests are refused.
struct QueueLimits: Sendable, Hashable {
  /// Requests that wait.
  var requests: Int
  /// Tokens of all that wait; one request alone may have more.
  var tokens: Int
}
