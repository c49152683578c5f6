import Generation
import ModelSpec
import Models
import Synchronization
import Tensors

/// What can be asked of the thread that computes.
enum EngineJob {
  case generation(GenerationJob)
  case score(ScoreJob)
  case embedding(EmbeddingJob)
  case speed(SpeedJob)
}

/// Computes for all requests on one thread: in every pass some tokens of each active sequence.
///
/// Requests arrive through the inbox; everything else belongs to the computing thread alone, so passes need no lock and
/// no hop between threads.
// Safety: `state` is touched only inside `run`, which the inbox's flag lets one thread enter at a time; the flag's lock
// orders one run's writes before the next run's reads.
final class Scheduler: @unchecked Sendable {
  private struct Inbox {
    var jobs: [EngineJob] = []
    var isRunning = false
  }

  private let inbox = Mutex(Inbox())
  private let thread: WorkThread
  private let state: SchedulerState

  init(transformer: Transformer, cache: KeyValueCache, proposer: Proposer?, thread: WorkThread) {
    self.thread = thread
    state = SchedulerState(transformer: transformer, cache: cache, proposer: proposer)
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

/// The sequences in work and the passes over them.
final class SchedulerState {
  private let transformer: Transformer
  private let cache: KeyValueCache
  private var slots: [SequenceSlot]
  private var isFree: [Bool]
  private var waiting: [EngineJob] = []
  private var active: [(job: GenerationJob, slot: Int)] = []
  private var batch: ForwardBatch
  private let regimes: RotaryRegimes
  private let proposer: Proposer?

  init(transformer: Transformer, cache: KeyValueCache, proposer: Proposer?) {
    self.transformer = transformer
    self.cache = cache
    self.proposer = proposer
    slots = (0..<cache.plan.sequences).map { SequenceSlot(index: $0, cache: cache) }
    isFree = Array(repeating: true, count: cache.plan.sequences)
    batch = ForwardBatch(groups: cache.groups.count)
    regimes = RotaryRegimes(transformer.spec)
  }

  var isIdle: Bool { waiting.isEmpty && active.isEmpty }

  func accept(_ job: EngineJob) { waiting.append(job) }

  /// Gives waiting requests a slot, then computes one pass.
  func step() {
    admit()
    guard !active.isEmpty else { return }
    active.removeAll { entry in
      guard entry.job.cancellation.isCancelled else { return false }
      entry.job.finish(.cancelled)
      isFree[entry.slot] = true
      return true
    }
    let lone = active.count == 1 ? active[0].job : nil
    func isCancelled() -> Bool { lone?.cancellation.isCancelled ?? false }
    readAgainAfterSwitches()
    propose(isCancelled: isCancelled)
    guard fillBatch() else { return }
    guard let hidden = transformer.forward(batch, cache: cache, isCancelled: isCancelled)
    else { return abandon() }
    sample(hidden)
  }

  private func admit() {
    dropCancelled()
    while let next = waiting.first, isFree.contains(true) {
      switch next {
      case .generation(let job):
        waiting.removeFirst()
        start(job)
      default:
        // These use the work buffers for themselves, so they wait until no sequence is in work.
        guard active.isEmpty else { return }
        waiting.removeFirst()
        runAlone(next)
      }
    }
  }

  /// Requests that were cancelled while they waited go before they take a slot, and so what is cached in it.
  private func dropCancelled() {
    waiting.removeAll { job in
      guard case .generation(let job) = job, job.cancellation.isCancelled else { return false }
      job.finish(.cancelled)
      return true
    }
  }

  /// Takes the free slot that knows the longest beginning of the prompt, of equals the one that knows least else.
  private func start(_ job: GenerationJob) {
    let free = slots.indices.filter { isFree[$0] }
    let best = free.max { one, other in
      let (a, b) = (slots[one].reusable(for: job.prompt), slots[other].reusable(for: job.prompt))
      return a != b ? a < b : slots[one].tokens.count > slots[other].tokens.count
    }
    guard let slot = best else { return }
    isFree[slot] = false
    var reused = slots[slot].reusable(for: job.prompt)
    if regimes.differ(slots[slot].rotaryLength, job.length) { reused = 0 }
    slots[slot].truncate(to: reused)
    job.begin(reused: reused)
    active.append((job, slot))
  }

  /// Sequences whose length changes what their cached keys should be are read from the beginning.
  private func readAgainAfterSwitches() {
    for (job, slot) in active where regimes.differ(slots[slot].rotaryLength, job.length) {
      slots[slot].truncate(to: 0)
      job.readAgain()
    }
  }

  /// Lets sequences that generate guess ahead.
  ///
  /// Every active sequence keeps a row of the pass; those left over are shared out evenly.
  private func propose(isCancelled: () -> Bool) {
    guard let proposer else { return }
    let generating = active.count { $0.job.isGenerating }
    guard generating > 0 else { return }
    let room = min(transformer.maximumRows, transformer.maximumLogitRows) - active.count
    let seekers = active.compactMap { job, slot -> Proposer.Seeker? in
      let wanted = job.proposalCount(limit: room / generating)
      let count = regimes.tokens(upTo: wanted, after: job.length)
      return count > 0 ? Proposer.Seeker(job: job, slot: slot, count: count) : nil
    }
    proposer.propose(for: seekers, isCancelled: isCancelled)
  }

  /// One row and one for each guess of each sequence that generates, then as much of the prompts as fits.
  private func fillBatch() -> Bool {
    batch.removeAll()
    var room = transformer.maximumRows
    for pass in [true, false] {
      for (job, slot) in active where job.isGenerating == pass && room > 0 {
        let piece = job.nextPiece(limit: room)
        room -= piece.count
        slots[slot].append(piece, length: job.length, lengthGrows: pass, to: &batch)
      }
    }
    return batch.rows > 0
  }

  /// A pass was cancelled: what it put into the cache is void.
  private func abandon() {
    for (job, slot) in active {
      slots[slot].truncate(to: min(slots[slot].tokens.count, job.read))
      job.finish(.cancelled)
      isFree[slot] = true
    }
    active.removeAll()
  }

  /// Draws the next token of each sequence whose prompt has been read, and further ones as long as guesses hold.
  private func sample(_ hidden: Matrix) {
    var rows: [Int] = []
    var receivers: [(index: Int, rows: Range<Int>)] = []
    var span = 0
    for pass in [true, false] {
      for (index, entry) in active.enumerated() where entry.job.isGenerating == pass {
        guard span < batch.spans.count else { break }
        let piece = batch.spans[span]
        span += 1
        let count = entry.job.completePass(piece.count)
        if count > 0 {
          let end = piece.row + piece.count
          receivers.append((index, rows.count..<rows.count + count))
          rows.append(contentsOf: end - count..<end)
        }
      }
    }
    guard !rows.isEmpty else { return }
    let logits = transformer.logits(hidden, rows: rows)
    let done = receivers.filter { receive(logits, rows: $0.rows, active[$0.index]) }.map(\.index)
    for index in done.sorted(by: >) {
      isFree[active[index].slot] = true
      active.remove(at: index)
    }
  }

  /// Draws from the first of a sequence's rows, and from the next while the token drawn is the one that the next row was given.
  ///
  /// - Returns: Whether the request is done.
  private func receive(
    _ logits: Matrix, rows: Range<Int>, _ entry: (job: GenerationJob, slot: Int)
  ) -> Bool {
    var (isDone, drawn) = (false, 0)
    for row in rows {
      transformer.device.readBack(logits, row: row) { isDone = entry.job.receive(&$0) }
      drawn += 1
      if isDone || !entry.job.guessHolds { break }
    }
    // Rows after a wrong guess leave nothing behind: their positions count as unread and are written over.
    if let read = entry.job.settleGuesses(rows: drawn) { slots[entry.slot].truncate(to: read) }
    return isDone
  }

  private func runAlone(_ job: EngineJob) {
    for slot in slots.indices { slots[slot].truncate(to: 0) }
    let runner = LoneRunner(transformer: transformer, cache: cache)
    switch job {
    case .generation: break
    case .score(let job): runner.run(job)
    case .embedding(let job): runner.run(job)
    case .speed(let job): runner.run(job)
    }
  }
}
