@preconcurrency import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C, and what asks a process to end (SIGTERM, and SIGHUP when its terminal goes), once somebody listens: until then they
/// end the process as usual.
///
/// Ctrl-C ends the work at hand; the others end the process, as soon as that work has cleaned up behind it.
final class Interrupts: Sendable {
  static let shared = Interrupts()
  private let handler = Mutex<(@Sendable () -> Void)?>(nil)
  private let cancellation = Mutex<(@Sendable () -> Void)?>(nil)
  private let mayEndProcess = Mutex(true)
  /// The signal that asked the process to end.
  private let ending = Mutex<Int32?>(nil)
  private let sources: [any DispatchSourceSignal]

  private init() {
    var signals = [SIGINT, SIGTERM]
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, SIG_IGN)
    // Under nohup this one is ignored, and stays so.
    let former = signal(SIGHUP, SIG_IGN)
    if unsafeBitCast(former, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) {
      signals.append(SIGHUP)
    }
    sources = signals.map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
    for (number, source) in zip(signals, sources) {
      source.setEventHandler { [handler = Handler(self)] in handler.call(number) }
      source.resume()
    }
  }

  /// The way from a source back to this object, which lives as long as the process.
  private struct Handler: Sendable {
    unowned let interrupts: Interrupts
    init(_ interrupts: Interrupts) { self.interrupts = interrupts }
    func call(_ signal: Int32) { interrupts.deliver(signal) }
  }

  /// From now on Ctrl-C calls this; `nil` lets it end the process.
  func listen(_ body: (@Sendable () -> Void)?) { handler.withLock { $0 = body } }

  /// From now on Ctrl-C does nothing while nobody listens, so that a conversation is not lost to an impatient one.
  func keepProcess() { mayEndProcess.withLock { $0 = false } }

  private func deliver(_ signal: Int32) {
    guard signal == SIGINT else { return end(by: signal) }
    if let body = handler.withLock({ $0 }) { return body() }
    if mayEndProcess.withLock({ $0 }) { _exit(Self.status(signal)) }
  }

  /// Cancels the work at hand, which ends the process when it is done; without any the process ends now.
  private func end(by signal: Int32) {
    ending.withLock { $0 = signal }
    let cancel = cancellation.withLock { body in
      defer { body = nil }
      return body
    }
    guard let cancel else { _exit(Self.status(signal)) }
    cancel()
  }

  /// What shells see of a process that a signal has ended.
  private static func status(_ signal: Int32) -> Int32 { 128 + signal }

  private func endIfAsked() {
    if let signal = ending.withLock({ $0 }) { exit(Self.status(signal)) }
  }

  /// Runs work that Ctrl-C cancels; a second one ends the process, unless it is to be kept.
  ///
  /// SIGTERM and SIGHUP cancel it too, and end the process when it has ended.
  static func cancelling<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await work() }
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
