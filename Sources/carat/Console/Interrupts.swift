import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C, and what asks a process to end (SIGTERM, SIGHUP when its terminal goes, and all others
/// that would end it), once somebody listens: until then they end the process as usual.
///
/// Ctrl-C ends the work at hand; the others end the process, as soon as that work has cleaned up
/// behind it.
final class Interrupts: Sendable {
  static let shared = Interrupts()
  private let handler = Mutex<(@Sendable () -> Void)?>(nil)
  private let cancellation = Mutex<(@Sendable () -> Void)?>(nil)
  private let mayEndProcess = Mutex(true)
  /// The signal that asked the process to end.
  private let ending = Mutex<Int32?>(nil)
  private let farewell = Mutex<(@Sendable () -> Void)?>(nil)

  private init() {
    // What is ignored stays so, as SIGHUP under nohup; a limit on time has words of its own, which
    // come first.
    let others = [SIGHUP, SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU]
    let signals = [SIGINT, SIGTERM, SIGQUIT] + others.filter(SignalHandler.isUsual)
    SignalThread.listen(to: signals) { Interrupts.shared.deliver($0) }
  }

  /// Calls this on Ctrl-C from now on; `nil` lets it end the process.
  func listen(_ body: (@Sendable () -> Void)?) { handler.withLock { $0 = body } }

  /// Makes Ctrl-C do nothing from now on while nobody listens, so that a conversation is not lost
  /// to an impatient one.
  func keepProcess() { mayEndProcess.withLock { $0 = false } }

  /// Calls this from now on before a signal ends the process.
  func beforeEnd(_ body: @escaping @Sendable () -> Void) { farewell.withLock { $0 = body } }

  private func deliver(_ signal: Int32) {
    guard signal == SIGINT else { return end(by: signal) }
    if let body = handler.withLock({ $0 }) { return body() }
    if mayEndProcess.withLock({ $0 }) { leave(Self.status(signal)) }
  }

  /// Cancels the work at hand, which ends the process when it is done; without any the process
  /// ends now.
  private func end(by signal: Int32) {
    ending.withLock { $0 = signal }
    let cancel = cancellation.withLock { body in
      defer { body = nil }
      return body
    }
    guard let cancel else { leave(Self.status(signal)) }
    cancel()
  }

  private func leave(_ status: Int32) -> Never {
    farewell.withLock { $0 }?()
    _exit(status)
  }

  /// Exit status that shells see of a process that a signal has ended.
  private static func status(_ signal: Int32) -> Int32 { 128 + signal }

  private func endIfAsked() {
    if let signal = ending.withLock({ $0 }) { leave(Self.status(signal)) }
  }

  /// Runs work that Ctrl-C cancels; a second one ends the process, unless it is to be kept.
  ///
  /// SIGTERM and SIGHUP cancel it too, and end the process when it has ended.
  static func cancelling<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task(executorPreference: CommandThread.shared) { try await work() }
    shared.listen {
      shared.listen(nil)
      task.cancel()
    }
    shared.cancellation.withLock { $0 = { task.cancel() } }
    defer {
      shared.listen(nil)
      shared.cancellation.withLock { $0 = nil }
      shared.endIfAsked()
    }
    return try await task.value
  }
}
