/// A thread of its own that does one piece of work after another, in the order in which they came.
///
/// The thread is there from the beginning, so whoever hands it work never waits for the system to
/// give one. It ends when its owner has gone and all work is done.
package final class WorkThread: Sendable {
  private let work = Mailbox<@Sendable () -> Void>()

  /// - Throws: `ThreadError` if the system gives no thread.
  package init() throws(ThreadError) {
    let thread = try SystemThread(stackBytes: 4 << 20) { [work] in
      while let next = work.receive() { next() }
    }
    thread.detach()
  }

  deinit { work.close() }

  /// Hands over some work and returns at once.
  package func async(_ body: @escaping @Sendable () -> Void) { work.send(body) }
}
