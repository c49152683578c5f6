import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Threads that wait for one piece of work after another: the only parallelism below the scheduler.
///
/// Work is cut into chunks by its shape alone; which thread takes a chunk does not matter to the
/// result. Each thread begins with a share of neighbouring chunks, so that what it asks memory for
/// ahead is what it reads next and no two threads count on the same line of memory; who is done
/// early, or alone, takes from the shares of others. Waiting threads spin for a while, since the
/// next operation usually follows within microseconds, then sleep.
// Safety: the threads are started and counted before the first job; the job's fields are written by
// the caller while the gate is closed and empty, and published by opening it; a worker reads them
// only between entering the gate while it is open and leaving it, and the caller waits until all
// that entered have left.
final class ThreadPool: @unchecked Sendable {
  /// A chunk of work: the job's context, the chunk's index, the index of the thread that runs it.
  typealias Body = @convention(c) (UnsafeMutableRawPointer, Int, Int) -> Void

  /// Threads that share a job, the caller included; fewer than asked for where the system gives
  /// no more.
  private(set) var threadCount: Int
  /// The number of the job, whether it is open, and how many workers are inside, in one word: a
  /// worker that comes late, because its core is busy with something else, finds the gate closed
  /// and is not waited for.
  private let gate = Atomic<UInt64>(0)
  private let shares: UnsafeMutableRawPointer
  private let sleeping = Atomic<Int>(0)
  private let stopping = Atomic<Bool>(false)
  private var body: Body?
  private var context: UnsafeMutableRawPointer?
  private var chunks = 0
  private var threads: [SystemThread] = []
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let wake: UnsafeMutablePointer<pthread_cond_t>
  private let caller: UnsafeMutablePointer<pthread_mutex_t>

  /// Bytes from one thread's counter to the next: a line, and the line that processors fetch
  /// with it.
  private static let shareStride = 128

  /// The next chunk of a thread's share.
  private func next(_ thread: Int) -> UnsafeMutablePointer<Atomic<Int>> {
    (shares + thread * Self.shareStride).assumingMemoryBound(to: Atomic<Int>.self)
  }

  private static let open: UInt64 = 1 << 15
  private static let inside: UInt64 = open - 1
  private static let firstJob: UInt64 = 1 << 16

  /// Rounds of waiting before a thread yields, and before it sleeps.
  private static let spins = (busy: 4_000, yielding: 400)

  init(threadCount: Int) {
    precondition(threadCount >= 1)
    self.threadCount = threadCount
    shares = .allocate(
      byteCount: threadCount * Self.shareStride, alignment: Self.shareStride)
    lock = .allocate(capacity: 1)
    wake = .allocate(capacity: 1)
    caller = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(wake, nil)
    pthread_mutex_init(caller, nil)
    for thread in 0..<threadCount { next(thread).initialize(to: Atomic(0)) }
    startWorkers()
  }

  /// The way from a worker back to the pool, which outlives its threads because `deinit`
  /// joins them.
  // Safety: the pool may be used from any thread.
  private struct Owner: @unchecked Sendable {
    let pool: Unmanaged<ThreadPool>
  }

  /// Starts the workers, and makes do with as many as the system gives: results do not depend on
  /// their number.
  private func startWorkers() {
    let owner = Owner(pool: .passUnretained(self))
    for index in 1..<max(threadCount, 1) {
      guard
        let thread = try? SystemThread({
          // Not retained: a worker that held the pool would keep it, and itself, for ever.
          owner.pool._withUnsafeGuaranteedRef { $0.work(as: index) }
        })
      else { break }
      threads.append(thread)
    }
    threadCount = threads.count + 1
  }

  deinit {
    stopping.store(true, ordering: .releasing)
    gate.add(Self.firstJob, ordering: .sequentiallyConsistent)
    pthread_mutex_lock(lock)
    pthread_cond_broadcast(wake)
    pthread_mutex_unlock(lock)
    for thread in threads { thread.join() }
    pthread_mutex_destroy(lock)
    pthread_cond_destroy(wake)
    pthread_mutex_destroy(caller)
    lock.deallocate()
    shares.deallocate()
    wake.deallocate()
    caller.deallocate()
  }

  /// Runs `body` once for each chunk, on all threads, and returns when all chunks are done.
  ///
  /// The job lives on the caller's stack and the body is a plain function, so a call
  /// allocates nothing.
  func run<Job>(chunks count: Int, _ job: inout Job, _ body: Body) {
    guard count > 0 else { return }
    withUnsafeMutablePointer(to: &job) { pointer in
      let raw = UnsafeMutableRawPointer(pointer)
      guard count > 1, !threads.isEmpty else {
        for chunk in 0..<count { body(raw, chunk, 0) }
        return
      }
      runOnAll(count, raw, body)
    }
  }

  private func runOnAll(_ count: Int, _ raw: UnsafeMutableRawPointer, _ work: @escaping Body) {
    pthread_mutex_lock(caller)
    defer { pthread_mutex_unlock(caller) }
    body = work
    context = raw
    chunks = count
    for thread in 0..<threadCount {
      next(thread).pointee.store(count * thread / threadCount, ordering: .relaxed)
    }
    gate.add(Self.firstJob | Self.open, ordering: .sequentiallyConsistent)
    if sleeping.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(lock)
      pthread_cond_broadcast(wake)
      pthread_mutex_unlock(lock)
    }
    drain(work, raw, count, thread: 0)
    gate.bitwiseAnd(~Self.open, ordering: .acquiringAndReleasing)
    var rounds = 0
    while gate.load(ordering: .acquiring) & Self.inside != 0 { Self.pause(&rounds) }
  }

  private func drain(_ work: Body, _ raw: UnsafeMutableRawPointer, _ count: Int, thread: Int) {
    for offset in 0..<threadCount {
      let owner = (thread + offset) % threadCount
      let end = count * (owner + 1) / threadCount
      while true {
        let chunk = next(owner).pointee.add(1, ordering: .relaxed).oldValue
        guard chunk < end else { break }
        work(raw, chunk, thread)
      }
    }
  }

  private func work(as index: Int) {
    var seen: UInt64 = 0
    // Looked at again after a closed gate: its number can be that of the end, which comes once.
    while !stopping.load(ordering: .acquiring) {
      waitForJob(after: seen)
      if stopping.load(ordering: .acquiring) { return }
      let isInside = enter(&seen)
      guard isInside else { continue }
      if let body, let context { drain(body, context, chunks, thread: index) }
      gate.subtract(1, ordering: .releasing)
    }
  }

  /// Enters the gate if it is open for a job that was not seen yet.
  private func enter(_ seen: inout UInt64) -> Bool {
    var state = gate.load(ordering: .acquiring)
    while true {
      guard state & Self.open != 0, state / Self.firstJob != seen else {
        seen = state / Self.firstJob
        return false
      }
      let (exchanged, now) = gate.weakCompareExchange(
        expected: state, desired: state + 1, successOrdering: .acquiring,
        failureOrdering: .acquiring)
      if exchanged {
        seen = state / Self.firstJob
        return true
      }
      state = now
    }
  }

  private func waitForJob(after seen: UInt64) {
    var rounds = 0
    while rounds < Self.spins.busy + Self.spins.yielding {
      if gate.load(ordering: .acquiring) / Self.firstJob != seen { return }
      Self.pause(&rounds)
    }
    pthread_mutex_lock(lock)
    sleeping.add(1, ordering: .sequentiallyConsistent)
    while gate.load(ordering: .sequentiallyConsistent) / Self.firstJob == seen {
      pthread_cond_wait(wake, lock)
    }
    sleeping.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(lock)
  }

  /// One round of waiting: a pause instruction at first, later the rest of the time slice, since
  /// the thread that is waited for may need this core.
  private static func pause(_ rounds: inout Int) {
    rounds += 1
    if rounds < spins.busy { ck_pause() } else { sched_yield() }
  }
}
