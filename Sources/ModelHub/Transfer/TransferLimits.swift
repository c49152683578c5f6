/// The limits on the time and room that a source may take before it is not believed any more.
struct TransferLimits: Sendable, Hashable {
  /// The stretch of time over which a body must bring something.
  var window = Duration.seconds(30)
  /// Rate that it must keep up in that time, in bytes a second.
  var leastBytesPerSecond = 1_000
  /// Longest list of files in bytes.
  var listingBytes = 64 << 20
  /// Longest file of weights whose size nobody says.
  var unsizedWeights = 64 << 30
  /// Longest other file whose size nobody says.
  var unsizedOther = 256 << 20
}

/// Watches that a body goes on at a rate that comes to an end.
///
/// A source that sends a byte now and then never runs into a time limit for silence.
struct ProgressFloor {
  private let limits: TransferLimits
  private var start = ContinuousClock.now
  private var bytes = 0

  init(_ limits: TransferLimits) { self.limits = limits }

  /// Counts bytes that came.
  ///
  /// - Throws: `TransientFailure` if too few came since the window began.
  mutating func add(_ count: Int, url: String) throws {
    bytes += count
    let now = ContinuousClock.now
    guard now - start >= limits.window else { return }
    let seconds = (now - start) / .seconds(1)
    if Double(bytes) < seconds * Double(limits.leastBytesPerSecond) {
      let reason = "only \(bytes) bytes came in \(Int(seconds.rounded())) seconds"
      throw TransientFailure(url: url, reason: reason, weight: 2)
    }
    (start, bytes) = (now, 0)
  }
}
