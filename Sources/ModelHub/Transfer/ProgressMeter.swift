import Synchronization

/// Adds up the bytes of files that are fetched at the same time, and says now and then how far
/// they are.
final class ProgressMeter: Sendable {
  private struct State {
    var fileBytes: [String: Int] = [:]
    var bytes = 0
    var lastEvent: ContinuousClock.Instant?
    /// Bytes from the network at instants of the last seconds, for the rate.
    var samples: [(at: ContinuousClock.Instant, received: Int)] = []
    var received = 0
  }

  private let totals: [String: Int]
  private let total: Int?
  private let onEvent: @Sendable (PullEvent) -> Void
  private let state = Mutex(State())
  private let interval = Duration.milliseconds(100)

  init(files: [PlannedFile], onEvent: @escaping @Sendable (PullEvent) -> Void) {
    totals = files.reduce(into: [:]) { $0[$1.name] = $1.bytes }
    total = ByteCount.sum(files.map(\.bytes))
    self.onEvent = onEvent
  }

  /// Sets how many bytes of a file are here without having been fetched now.
  func start(_ file: String, at bytes: Int) { change(file, to: bytes, received: 0) }

  /// Adds bytes that came from the network.
  func add(_ file: String, _ bytes: Int) { change(file, to: nil, received: bytes) }

  private func change(_ file: String, to absolute: Int?, received: Int) {
    let now = ContinuousClock.now
    let progress: PullProgress? = state.withLock { state in
      let old = state.fileBytes[file] ?? 0
      let new = absolute ?? old + received
      state.fileBytes[file] = new
      state.bytes += new - old
      state.received += received
      let isComplete = new == totals[file]
      if let last = state.lastEvent, now - last < interval, !isComplete { return nil }
      state.lastEvent = now
      state.samples.append((now, state.received))
      while state.samples.count > 2, now - state.samples[0].at > .seconds(5) {
        state.samples.removeFirst()
      }
      return PullProgress(
        file: file, fileBytes: new, fileTotal: totals[file], bytes: state.bytes, total: total,
        bytesPerSecond: Self.rate(state.samples))
    }
    if let progress { onEvent(.progress(progress)) }
  }

  private static func rate(_ samples: [(at: ContinuousClock.Instant, received: Int)]) -> Double? {
    guard let first = samples.first, let last = samples.last else { return nil }
    let seconds = (last.at - first.at) / .seconds(1)
    guard seconds > 0.05 else { return nil }
    return Double(last.received - first.received) / seconds
  }
}
