import Generation
import Models
import Synchronization
import Tensors

/// A job for the thread that computes.
enum EngineJob {
  case generation(GenerationJob)
  case score(ScoreJob)
  case embedding(EmbeddingJob)
  case speed(SpeedJob)

  /// Tells whether nobody waits for it any more.
  var isCancelled: Bool {
    switch self {
    case .generation(let job): job.cancellation.isCancelled
    case .score(let job): job.cancellation.isCancelled
    case .embedding(let job): job.cancellation.isCancelled
    case .speed(let job): job.cancellation.isCancelled
    }
  }

  /// Ends it before it has begun.
  func cancel() {
    switch self {
    case .generation(let job): job.finish(.cancelled)
    case .score(let job): job.result.resume(throwing: CancellationError())
    case .embedding(let job): job.result.resume(throwing: CancellationError())
    case .speed(let job): job.result.resume(throwing: CancellationError())
    }
  }
}

/// Computes for all requests on one thread: in every pass some tokens of each active sequence.
///
/// Requests arrive through the inbox; everything else belongs to the computing thread alone, so
/// passes need no lock and no hop between threads.
// Safety: `state` is touched only inside `run`, which the inbox's flag lets one thread enter at a
// time; the flag's lock orders one run's writes before the next run's reads.
final class Scheduler: @unchecked Sendable {
  private struct Inbox {
    var jobs: [EngineJob] = []
    var isRunning = false
  }

  private let inbox = Mutex(Inbox())
  private let thread: WorkThread
  private let state: SchedulerState

  init(transformer: Transformer, cache: KeyValueCache, drafter: Drafter?, thread: WorkThread) {
    self.thread = thread
    state = SchedulerState(transformer: transformer, cache: cache, drafter: drafter)
  }

  func submit(_ job: EngineJob) {
    let mustStart = inbox.withLock { inbox in
      inbox.jobs.append(job)
      defer { inbox.isRunning = true }
      return !inbox.isRunning
    }
    if mustStart { thread.async { self.run() } }
  }

  private func run() {
    while true {
      let isDone = inbox.withLock { inbox in
        for job in inbox.jobs { state.accept(job) }
        inbox.jobs.removeAll(keepingCapacity: true)
        if state.isIdle { inbox.isRunning = false }
        return state.isIdle
      }
      if isDone { return }
      state.step()
    }
  }
}
