import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Signals, handed by a pipe to a thread that may lock and allocate, which a handler of the system may not.
enum SignalThread {
  // Safety: written once, before the handler that reads it is installed.
  nonisolated(unsafe) private static var entrance: Int32 = -1

  /// From now on calls `body` for each of these signals, on a thread of its own.
  ///
  /// Where there is no room for the thread or its pipe, the signals keep their usual effect. To be called once.
  static func listen(to signals: [Int32], _ body: @escaping @Sendable (Int32) -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let exit = ends[0]
    let thread = try? SystemThread {
      var number: UInt8 = 0
      while true {
        let count = read(exit, &number, 1)
        if count == 1 {
          body(Int32(number))
        } else if count == 0 || errno != EINTR {
          return
        }
      }
    }
    guard let thread else {
      for end in ends { close(end) }
      return
    }
    thread.detach()
    entrance = ends[1]
    for number in signals {
      SignalHandler.install(number) { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = systemWrite(SignalThread.entrance, &byte, 1)
        errno = before
      }
    }
  }
}

/// A function of C that the system calls when a signal arrives.
enum SignalHandler {
  /// Installs it; interrupted calls of the system go on, and the alternative stack is used where there is
  /// one.
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
}
