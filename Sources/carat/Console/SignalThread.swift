import Synchronization
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Signals, handed by a pipe to a thread that may lock and allocate, which a handler of the system
/// may not.
enum SignalThread {
  // Safety: written once, before the first handler that reads it is installed.
  nonisolated(unsafe) private static var entrance: Int32 = -1

  private struct State {
    var bodies: [Int32: @Sendable (Int32) -> Void] = [:]
    var isStarted = false
  }

  private static let state = Mutex(State())

  /// Calls `body` from now on for each of these signals, on a thread of its own, instead of what
  /// was called before.
  ///
  /// Where there is no room for the thread or its pipe, the signals keep their usual effect.
  static func listen(to signals: [Int32], _ body: @escaping @Sendable (Int32) -> Void) {
    let isReady = state.withLock { state in
      if !state.isStarted { state.isStarted = start() }
      for number in signals where state.isStarted { state.bodies[number] = body }
      return state.isStarted
    }
    guard isReady else { return }
    for number in signals {
      SignalHandler.install(number) { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = systemWrite(SignalThread.entrance, &byte, 1)
        errno = before
      }
    }
  }

  /// Starts a thread that calls; tells whether there is one now.
  private static func start() -> Bool {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let exit = ends[0]
    let thread = try? SystemThread {
      // Whoever started the process may have blocked signals, as threads of some runtimes do; here
      // they come through.
      var all = sigset_t()
      sigfillset(&all)
      pthread_sigmask(SIG_UNBLOCK, &all, nil)
      var number: UInt8 = 0
      while true {
        let count = read(exit, &number, 1)
        if count == 1 {
          state.withLock { $0.bodies[Int32(number)] }?(Int32(number))
        } else if count == 0 || errno != EINTR {
          return
        }
      }
    }
    guard let thread else {
      for end in ends { close(end) }
      return false
    }
    thread.detach()
    entrance = ends[1]
    return true
  }
}

/// A function of C that the system calls when a signal arrives.
enum SignalHandler {
  /// Installs it; interrupted calls of the system go on, and the alternative stack is used where
  /// there is one.
  static func install(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #elseif canImport(Musl)
      action.__sa_handler.sa_handler = handler
    #else
      action.__sigaction_u.__sa_handler = handler
    #endif
    action.sa_flags = SA_ONSTACK | SA_RESTART
    sigaction(number, &action, nil)
    // Who started this process may have held signals back, which a child inherits.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Tells whether a signal does what it usually does: neither ignored by whoever started the
  /// process, nor handled here.
  static func isUsual(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    #if canImport(Glibc)
      let handler = action.__sigaction_handler.sa_handler
    #elseif canImport(Musl)
      let handler = action.__sa_handler.sa_handler
    #else
      let handler = action.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_DFL, to: Int.self)
  }
}
