import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C, once somebody listens: until then it ends the process as usual.
final class Interrupts: Sendable {
  static let shared = Interrupts()
  private let handler = Mutex<(@Sendable () -> Void)?>(nil)
  private let mayEndProcess = Mutex(true)

  private init() { SignalThread.listen(to: [SIGINT]) { _ in Interrupts.shared.deliver() } }

  /// From now on Ctrl-C calls this; `nil` lets it end the process.
  func listen(_ body: (@Sendable () -> Void)?) { handler.withLock { $0 = body } }

  /// From now on Ctrl-C does nothing while nobody listens, so that a conversation is not lost to an impatient one.
  func keepProcess() { mayEndProcess.withLock { $0 = false } }

  private func deliver() {
    if let body = handler.withLock({ $0 }) { return body() }
    if mayEndProcess.withLock({ $0 }) { _exit(130) }
  }

  /// Runs work that Ctrl-C cancels; a second one ends the process, unless it is to be kept.
  static func cancelling<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task(executorPreference: CommandThread.shared) { try await work() }
    shared.listen {
      shared.listen(nil)
      task.cancel()
    }
    defer { shared.listen(nil) }
    return try await task.value
  }
}
