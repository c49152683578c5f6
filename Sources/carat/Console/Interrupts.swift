@preconcurrency import Dispatch
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
  private let source: any DispatchSourceSignal

  private init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [handler = Handler(self)] in handler.call() }
    source.resume()
  }

  /// The way from the source back to this object, which lives as long as the process.
  private struct Handler: Sendable {
    unowned let interrupts: Interrupts
    init(_ interrupts: Interrupts) { self.interrupts = interrupts }
    func call() { interrupts.deliver() }
  }

  /// From now on Ctrl-C calls this; `nil` lets it end the process.
  func listen(_ body: (@Sendable () -> Void)?) { handler.withLock { $0 = body } }

  private func deliver() {
    guard let body = handler.withLock({ $0 }) else { _exit(130) }
    body()
  }

  /// Runs work that Ctrl-C cancels; a second Ctrl-C ends the process.
  static func cancelling<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await work() }
    shared.listen {
      shared.listen(nil)
      task.cancel()
    }
    defer { shared.listen(nil) }
    return try await task.value
  }
}
