import Generation
import Models
import Synchronization
import Tensors

/// Computes for all requests on one thread: in every pass some rows of each sequence in work.
///
/// Requests arrive through the inbox; everything else belongs to the computing thread alone, so
/// passes need no lock and no hop between threads.
// Safety: `state` is touched only inside `run`, which the inbox's flag lets one thread enter at a
// time; the flag's lock orders one run's writes before the next run's reads.
final class Scheduler: @unchecked Sendable {
  private struct Inbox {
    var entries: [WaitingQueue.Entry] = []
    /// Requests that waited after the last pass.
    var waiting = 0
    /// Tokens of all requests that wait.
    var waitingTokens = 0
    var isRunning = false
  }

  private let inbox = Mutex(Inbox())
  private let thread: WorkThread
  private let state: SchedulerState
  private let limits: QueueLimits
  private let onStep: (@Sendable (StepReport) -> Void)?

  init(
    state: SchedulerState, thread: WorkThread, limits: QueueLimits,
    onStep: (@Sendable (StepReport) -> Void)?
  ) {
    self.thread = thread
    self.state = state
    self.limits = limits
    self.onStep = onStep
  }

  /// Takes a request.
  ///
  /// - Throws: `GenerationError.busy` if too many wait already.
  func submit(_ sequences: [TokenSequence]) throws(GenerationError) {
    let tokens = sequences.reduce(0) { $0 + $1.tokens.count }
    let refusal: GenerationError? = inbox.withLock { inbox in
      let waiting = inbox.waiting + inbox.entries.count
      guard waiting < limits.requests else {
        return .busy(waiting: waiting, limit: limits.requests, of: .requests)
      }
      guard waiting == 0 || tokens <= limits.tokens - inbox.waitingTokens else {
        return .busy(waiting: inbox.waitingTokens, limit: limits.tokens, of: .tokens)
      }
      inbox.entries.append(WaitingQueue.Entry(sequences: sequences))
      inbox.waitingTokens += tokens
      return nil
    }
    if let refusal { throw refusal }
    start()
  }

  private func start() {
    let mustStart = inbox.withLock { inbox in
      defer { inbox.isRunning = true }
      return !inbox.isRunning
    }
    if mustStart { thread.async { self.run() } }
  }

  private func run() {
    while true {
      let isDone = inbox.withLock { inbox in
        for entry in inbox.entries { state.accept(entry) }
        inbox.entries.removeAll(keepingCapacity: true)
        (inbox.waiting, inbox.waitingTokens) = state.waiting
        if state.isIdle { inbox.isRunning = false }
        return state.isIdle
      }
      if isDone { return }
      let report = state.step()
      if let report { onStep?(report) }
    }
  }
}
