import Generation
import ModelSpec
import Models
import Tensors

/// The sequences in work and the passes over them.
final class SchedulerState {
  /// The rows of one active sequence in a pass.
  private struct Scheduled {
    /// The sequence, an index of `active`.
    let active: Int
    let rows: Range<Int>
  }

  private let transformer: Transformer
  private let cache: KeyValueCache
  private var sequences: [CachedSequence]
  private var isFree: [Bool]
  private var waiting: [EngineJob] = []
  private var active: [(job: GenerationJob, sequence: Int)] = []
  private var batch: ForwardBatch
  private var scheduled: [Scheduled] = []
  private let regimes: RotaryRegimes
  private let drafter: Drafter?

  init(transformer: Transformer, cache: KeyValueCache, drafter: Drafter?) {
    self.transformer = transformer
    self.cache = cache
    self.drafter = drafter
    sequences = (0..<cache.plan.sequences).map { CachedSequence(index: $0, cache: cache) }
    isFree = Array(repeating: true, count: cache.plan.sequences)
    batch = ForwardBatch(groups: cache.groups.count)
    regimes = RotaryRegimes(transformer.spec)
  }

  var isIdle: Bool { waiting.isEmpty && active.isEmpty }

  func accept(_ job: EngineJob) { waiting.append(job) }

  /// Gives waiting requests a place, then computes one pass.
  func step() {
    admit()
    guard !active.isEmpty else { return }
    active.removeAll { entry in
      guard entry.job.cancellation.isCancelled else { return false }
      entry.job.finish(.cancelled)
      isFree[entry.sequence] = true
      return true
    }
    let lone = active.count == 1 ? active[0].job : nil
    func isCancelled() -> Bool { lone?.cancellation.isCancelled ?? false }
    recomputeAfterSwitches()
    draft(isCancelled: isCancelled)
    schedule()
    guard batch.rows > 0 else { return }
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

  /// Requests that were cancelled while they waited go before they take a place, and so what is
  /// cached in it.
  private func dropCancelled() {
    waiting.removeAll { job in
      guard job.isCancelled else { return false }
      job.cancel()
      return true
    }
  }

  /// Takes the free place that knows the longest beginning of the prompt, of equals the one that
  /// knows least else.
  private func start(_ job: GenerationJob) {
    let free = sequences.indices.filter { isFree[$0] }
    let best = free.max { one, other in
      let a = sequences[one].reusable(for: job.prompt)
      let b = sequences[other].reusable(for: job.prompt)
      return a != b ? a < b : sequences[one].tokens.count > sequences[other].tokens.count
    }
    guard let place = best else { return }
    isFree[place] = false
    var reused = sequences[place].reusable(for: job.prompt)
    if regimes.differ(sequences[place].rotaryLength, job.length) { reused = 0 }
    sequences[place].truncate(to: reused)
    job.begin(reused: reused)
    active.append((job, place))
  }

  /// Sequences whose length changes what their cached keys should be are computed from
  /// the beginning.
  private func recomputeAfterSwitches() {
    for (job, place) in active where regimes.differ(sequences[place].rotaryLength, job.length) {
      sequences[place].truncate(to: 0)
      job.recompute()
    }
  }

  /// Drafts for the sequences that decode.
  ///
  /// Every active sequence keeps a row of the pass; those left over are shared out evenly.
  private func draft(isCancelled: () -> Bool) {
    guard let drafter else { return }
    let decoding = active.count { $0.job.isDecoding }
    guard decoding > 0 else { return }
    let room = min(transformer.maximumRows, transformer.maximumLogitRows) - active.count
    var jobs: [GenerationJob] = []
    var requests: [Drafter.Request] = []
    for (job, place) in active {
      let wanted = job.draftLength(limit: room / decoding)
      let count = regimes.tokens(upTo: wanted, after: job.length)
      guard count > 0 else { continue }
      jobs.append(job)
      requests.append(Drafter.Request(place: place, known: job.known, count: count))
    }
    let drafts = drafter.drafts(for: requests, isCancelled: isCancelled)
    for (job, tokens) in zip(jobs, drafts) { job.takeDraft(tokens) }
  }

  /// Fills the batch: one row and one for each drafted token of each sequence that decodes, then
  /// chunks of the prompts, as much as fits.
  private func schedule() {
    batch.removeAll()
    scheduled.removeAll(keepingCapacity: true)
    for index in active.indices where active[index].job.isDecoding { schedule(index) }
    for index in active.indices where !active[index].job.isDecoding { schedule(index) }
  }

  private func schedule(_ index: Int) {
    let (job, place) = active[index]
    let first = batch.rows
    guard first < transformer.maximumRows else { return }
    let chunk = job.nextChunk(limit: transformer.maximumRows - first)
    sequences[place].append(
      chunk, length: job.length, lengthGrows: job.isDecoding, to: &batch)
    scheduled.append(Scheduled(active: index, rows: first..<batch.rows))
  }

  /// A pass was cancelled: what it put into the cache is void.
  private func abandon() {
    for (job, place) in active {
      sequences[place].truncate(to: min(sequences[place].tokens.count, job.computed))
      job.finish(.cancelled)
      isFree[place] = true
    }
    active.removeAll()
  }

  /// Samples the next token of each sequence whose prompt is computed, and further ones as long as
  /// the draft holds.
  private func sample(_ hidden: Matrix) {
    var rows: [Int] = []
    var receivers: [(active: Int, rows: Range<Int>)] = []
    for part in scheduled {
      let count = active[part.active].job.completePass(part.rows.count)
      guard count > 0 else { continue }
      receivers.append((part.active, rows.count..<rows.count + count))
      rows.append(contentsOf: part.rows.suffix(count))
    }
    guard !rows.isEmpty else { return }
    let logits = transformer.logits(hidden, rows: rows)
    let done = receivers.filter { receive(logits, rows: $0.rows, active[$0.active]) }
    for index in done.map(\.active).sorted(by: >) {
      isFree[active[index].sequence] = true
      active.remove(at: index)
    }
  }

  /// Samples from the first of a sequence's rows, and from the next while the sampled token is the
  /// one that the next row was given.
  ///
  /// - Returns: Whether the request is done.
  private func receive(
    _ logits: Matrix, rows: Range<Int>, _ entry: (job: GenerationJob, sequence: Int)
  ) -> Bool {
    var (isDone, sampled) = (false, 0)
    for row in rows {
      transformer.device.readBack(logits, row: row) { isDone = entry.job.receive(&$0) }
      sampled += 1
      if isDone || !entry.job.draftHolds { break }
    }
    // Rows after a rejected token leave nothing behind: their positions count as not computed and
    // are written over.
    if let computed = entry.job.finishDraft(rows: sampled) {
      sequences[entry.sequence].truncate(to: computed)
    }
    return isDone
  }

  private func runAlone(_ job: EngineJob) {
    for place in sequences.indices { sequences[place].truncate(to: 0) }
    let runner = LoneRunner(transformer: transformer, cache: cache)
    switch job {
    case .generation: break
    case .score(let job): runner.run(job)
    case .embedding(let job): runner.run(job)
    case .speed(let job): runner.run(job)
    }
  }
}
