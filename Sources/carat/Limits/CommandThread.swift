import Tensors

/// Runs a command's asynchronous work on the main thread.
///
/// The runtime's own threads come from a pool that waits for ever where the system gives no thread.
/// The commands here have one thing to do, so the main thread does it, and threads are made only by
/// those who can say that they got none.
final class CommandThread: TaskExecutor {
  static let shared = CommandThread()
  private let jobs = Mailbox<UnownedJob>()

  func enqueue(_ job: consuming ExecutorJob) { jobs.send(UnownedJob(job)) }

  /// Runs the work and what it awaits, and returns when it is done.
  func run(_ work: @escaping @Sendable () async -> Void) {
    Task(executorPreference: self) {
      await work()
      self.jobs.close()
    }
    while let job = jobs.receive() { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }
}
