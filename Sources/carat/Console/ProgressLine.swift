import PlainText
import Synchronization

/// The stage of some long work, in one line on the terminal that errors go to; gone when the work
/// is done.
///
/// Short work shows nothing. Where errors go to a file or a pipe, nothing is shown at all.
final class ProgressLine: Sendable {
  private struct State {
    var isDrawn = false
    var last: ContinuousClock.Instant
  }

  private let isShown: Bool
  private let state: Mutex<State>

  /// Work that takes less is over before anybody wonders.
  private static let patience = Duration.milliseconds(700)
  private static let pause = Duration.milliseconds(100)
  /// Tokens that take long to read, on some machine or with some model.
  static let longText = 256

  /// - Parameter quiet: Whether nothing is to be shown.
  init(quiet: Bool) {
    isShown = !quiet && Console.errorIsTerminal
    // As if just drawn, so that the first line comes after the patience.
    state = Mutex(State(last: .now + Self.patience - Self.pause))
  }

  /// Draws what the work is at, not more often than it can be read.
  ///
  /// - Parameter atOnce: Whether the work is known to be long, so that there is no sense
  ///   in waiting.
  func show(_ text: @autoclosure () -> String, atOnce: Bool = false) {
    guard isShown else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard atOnce || now - state.last >= Self.pause else { return }
      state.last = now
      state.isDrawn = true
      let line = text().withoutControls.prefix(max(1, Console.width - 1))
      let shown = TextStyle.rendered(TextStyle.error.dim(String(line)), \.oneLine)
      Console.writeToError("\r\u{1B}[K" + shown)
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      if state.isDrawn { Console.writeToError("\r\u{1B}[K") }
      state.isDrawn = false
    }
  }
}
