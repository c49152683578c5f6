import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The mode of standard input's terminal during a chat, and its return to the mode in which it
/// was found.
final class TerminalMode: Sendable {
  /// The mode, by who reads.
  enum Mode {
    /// As it was found.
    case original
    /// Key by key, Ctrl-C included; nothing is echoed.
    case editing
    /// Nothing is echoed or cut at 4,095 bytes, so that what is typed during an answer waits for
    /// the next message; Ctrl-C interrupts.
    case answering
  }

  private struct State {
    var original = termios()
    var mode = Mode.original
  }

  private let state: Mutex<State>

  /// - Returns: `nil` if standard input is no terminal.
  init?() {
    var original = termios()
    guard tcgetattr(STDIN_FILENO, &original) == 0 else { return nil }
    state = Mutex(State(original: original))
  }

  /// Keeps the terminal right by signals from now on: stopped and ended processes leave it as it
  /// was found.
  ///
  /// - Parameters:
  ///   - onChange: Called when the process goes on after a stop, or the terminal has another size.
  ///   - onEnd: Called before a signal ends the process.
  func start(
    onChange: @escaping @Sendable (WakePipe.Signal) -> Void, onEnd: @escaping @Sendable () -> Void
  ) {
    SignalThread.listen(to: [SIGCONT]) { [self] _ in
      resume()
      onChange(.resumed)
    }
    SignalThread.listen(to: [SIGWINCH]) { _ in onChange(.resized) }
    SignalThread.listen(to: [SIGTSTP]) { [self] _ in stop() }
    Interrupts.shared.beforeEnd { [self] in
      onEnd()
      set(.original)
    }
  }

  /// Changes who reads.
  func set(_ mode: Mode) {
    state.withLock { state in
      state.mode = mode
      Self.apply(mode, state.original)
    }
  }

  /// Stops the process, as Ctrl-Z asks; returns when it goes on.
  func stop() {
    state.withLock { Self.apply(.original, $0.original) }
    // To this thread, which then stops here: sent to the process, it might go on a while.
    raise(SIGSTOP)
    resume()
  }

  private func resume() { state.withLock { Self.apply($0.mode, $0.original) } }

  private static func apply(_ mode: Mode, _ original: termios) {
    // A process in the background that changes the terminal is stopped for it.
    let owner = tcgetpgrp(STDIN_FILENO)
    guard owner < 0 || owner == getpgrp() else { return }
    var settings = original
    if mode != .original {
      settings.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR | IGNCR | ISTRIP)
      settings.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
      // What was typed ahead outlives Ctrl-C and Ctrl-Z.
      settings.c_lflag |= tcflag_t(NOFLSH)
      if mode == .editing { settings.c_lflag &= ~tcflag_t(ISIG) }
      withUnsafeMutableBytes(of: &settings.c_cc) { codes in
        codes[Int(VMIN)] = 1
        codes[Int(VTIME)] = 0
      }
    }
    while tcsetattr(STDIN_FILENO, TCSANOW, &settings) != 0 && errno == EINTR {}
  }
}
