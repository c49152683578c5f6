import Generation
import ModelSpec
import Models
import Tensors

/// The sequences in work and the passes over them.
final class SchedulerState {
  let transformer: Transformer
  let cache: KeyValueCache
  let pool: BlockPool
  let regimes: RotaryRegimes
  let drafter: Drafter?
  var queue = WaitingQueue()
  /// Sequences that gave their blocks back and will be computed again, the oldest first.
  var preempted: [TokenSequence] = []
  /// Sequences that have a place, the oldest first.
  var active: [TokenSequence] = []
  var budget: StepBudget
  /// The pass at hand, and what it holds.
  var batch: ForwardBatch
  var parts: [ScheduledPart] = []
  /// Beginnings of prompts that sequences of this pass are going to compute.
  var claimed: Set<UInt64> = []
  private var admitted = 0
  var (sharedTokens, preemptions) = (0, 0)

  init(transformer: Transformer, cache: KeyValueCache, drafter: Drafter?) {
    self.transformer = transformer
    self.cache = cache
    self.drafter = drafter
    pool = BlockPool(cache)
    regimes = RotaryRegimes(transformer.spec)
    budget = StepBudget(rows: transformer.maximumRows)
    batch = ForwardBatch(groups: cache.groups.count)
  }

  var isIdle: Bool { queue.count == 0 && active.isEmpty && preempted.isEmpty }

  /// Requests that wait for their first place, and their tokens.
  var waiting: (requests: Int, tokens: Int) {
    let tokens = queue.entries.reduce(0) { $0 + $1.sequences.reduce(0) { $0 + $1.tokens.count } }
    return (queue.count, tokens)
  }

  func accept(_ entry: WaitingQueue.Entry) { queue.append(entry) }

  /// Gives waiting requests a place, then computes one pass.
  ///
  /// - Returns: A report on the pass; `nil` if there was nothing to compute.
  func step() -> StepReport? {
    let start = ContinuousClock.now
    dropCancelled()
    admit()
    guard !active.isEmpty else { return nil }
    let cancellation = active[0].cancellation
    let isShared = active.contains { $0.cancellation !== cancellation }
    // A pass for one request alone ends when nobody waits for it any more.
    func isCancelled() -> Bool { !isShared && cancellation.isCancelled }
    recomputeAfterSwitches()
    draft(isCancelled: isCancelled)
    schedule()
    guard batch.rows > 0 else { return nil }
    guard let hidden = transformer.forward(batch, cache: cache, isCancelled: isCancelled) else {
      // What the pass put into the cache is void; nobody was told of it.
      active[0].work.cancel()
      remove { _ in true }
      return nil
    }
    deliver(hidden)
    return report(since: start)
  }

  private func report(since start: ContinuousClock.Instant) -> StepReport {
    let decodeRows = parts.reduce(0) { $0 + ($1.isDecoding ? $1.rows.count : 0) }
    let seconds = (ContinuousClock.now - start).inSeconds
    budget.record(decoding: decodeRows, prefill: batch.rows - decodeRows, seconds: seconds)
    defer { (sharedTokens, preemptions) = (0, 0) }
    return StepReport(
      prefillRows: batch.rows - decodeRows, decodeRows: decodeRows, sharedTokens: sharedTokens,
      running: active.count, waiting: queue.count + preempted.count, preempted: preemptions,
      blocks: pool.counts, seconds: seconds)
  }

  private func dropCancelled() {
    for entry in queue.removeCancelled() { entry.sequences.first?.work.cancel() }
    let isCancelled = { (sequence: TokenSequence) in sequence.cancellation.isCancelled }
    if let measuring = active.first, measuring.work.isAlone {
      // One measurement is several sequences.
      if isCancelled(measuring) {
        measuring.work.cancel()
        remove { _ in true }
        pool.forget(kind: Self.measuredKind)
      }
      return
    }
    for sequence in active where isCancelled(sequence) { sequence.work.cancel() }
    remove(where: isCancelled)
    for sequence in preempted where isCancelled(sequence) {
      sequence.work.cancel()
      queue.leave(sequence.client)
    }
    preempted.removeAll(where: isCancelled)
  }

  /// Takes sequences that are done out of work.
  func remove(where isDone: (TokenSequence) -> Bool) {
    guard active.contains(where: isDone) else { return }
    for sequence in active where isDone(sequence) {
      giveBack(sequence)
      queue.leave(sequence.client)
    }
    active.removeAll(where: isDone)
  }

  /// Gives a sequence's blocks back.
  func giveBack(_ sequence: TokenSequence) {
    pool.release(&sequence.table)
    sequence.forgetTable()
    drafter?.forget(sequence)
  }

  /// The kind of what a measurement computes, which is forgotten when it ends.
  static let measuredKind = -1

  /// The kind of sequences that a sequence shares beginnings with; `nil` for none.
  private func kind(of sequence: TokenSequence) -> Int? {
    guard case .measure(let measurement) = sequence.work else {
      return regimes.kind(of: sequence.length)
    }
    return measurement.sharedTokens > 0 ? Self.measuredKind : nil
  }

  /// Puts a sequence to work with the blocks that already keep its beginning.
  func begin(_ sequence: TokenSequence) {
    sequence.table = pool.table(kind: kind(of: sequence))
    adopt(sequence)
    if sequence.order == 0 {
      admitted += 1
      sequence.order = admitted
    }
  }

  /// Takes over the whole blocks that the cache has of a sequence's next tokens.
  func adopt(_ sequence: TokenSequence) {
    let limit = sequence.work.reusable(of: sequence.length)
    pool.adopt(&sequence.table, sequence.tokens, limit: limit)
    countShared(sequence)
  }

  /// Copies what the cache has of the block that a sequence is about to compute.
  func copyBeginning(_ sequence: TokenSequence) {
    let limit = sequence.work.reusable(of: sequence.length)
    let copies = pool.copyBeginning(&sequence.table, sequence.tokens, limit: limit)
    for copy in copies {
      transformer.copyBlocks([copy.source], to: [copy.target], group: copy.group, in: cache)
    }
    countShared(sequence)
  }

  private func countShared(_ sequence: TokenSequence) {
    let count = sequence.table.committed - sequence.computed
    guard count > 0 else { return }
    sharedTokens += count
    if case .generate(let answer) = sequence.work, sequence.order > 0 { answer.adopt(count) }
    sequence.computed += count
    sequence.rotaryLength = sequence.length
  }

  /// Sequences whose length changes what their cached keys should be are computed from
  /// the beginning.
  private func recomputeAfterSwitches() {
    for sequence in active
    where !sequence.work.isAlone && regimes.differ(sequence.rotaryLength, sequence.length) {
      giveBack(sequence)
      if case .generate(let answer) = sequence.work { answer.restart() }
      begin(sequence)
    }
  }
}
