import Foundation
import Synchronization
import Testing

@testable import Tensors

/// A job that counts how often each of its chunks ran.
private struct CountingJob {
  let counts: UnsafeMutablePointer<Int>
  let threadCount: Int
  let strangers: UnsafeMutablePointer<Int>
  var work = 0

  static let body: ThreadPool.Body = { context, chunk, thread in
    let job = context.assumingMemoryBound(to: CountingJob.self).pointee
    job.counts[chunk] += 1
    if !(0..<job.threadCount).contains(thread) { job.strangers.pointee += 1 }
    var value = chunk
    for _ in 0..<job.work { value = value &* 31 &+ 7 }
    if value == .min { job.counts[chunk] += 1 }
  }

  /// Tells whether each chunk ran once, and nothing else did.
  static func ran(on pool: ThreadPool, chunks: Int, work: Int = 0) -> Bool {
    let counts = UnsafeMutablePointer<Int>.allocate(capacity: chunks + 1)
    let strangers = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    defer {
      counts.deallocate()
      strangers.deallocate()
    }
    counts.initialize(repeating: 0, count: chunks + 1)
    strangers.initialize(to: 0)
    var job = CountingJob(counts: counts, threadCount: pool.threadCount, strangers: strangers)
    job.work = work
    pool.run(chunks: chunks, &job, body)
    return (0..<chunks).allSatisfy { counts[$0] == 1 } && counts[chunks] == 0
      && strangers.pointee == 0
  }
}

@Suite("Thread pool")
struct ThreadPoolTests {
  @Test("every chunk runs exactly once, for 0 to 1000 chunks", arguments: 1...4)
  func everyChunkOnce(threads: Int) {
    let pool = ThreadPool(threadCount: threads)
    for chunks in 0...1000 { #expect(CountingJob.ran(on: pool, chunks: chunks)) }
  }

  @Test("many small runs after each other, with pauses in which workers fall asleep")
  func manyRuns() {
    let pool = ThreadPool(threadCount: 3)
    for round in 0..<20_000 {
      if round % 2_000 == 1_999 { usleep(3_000) }
      if !CountingJob.ran(on: pool, chunks: round % 7) {
        Issue.record("round \(round)")
        return
      }
    }
  }

  @Test("several callers share a pool and each gets its own result")
  func severalCallers() {
    let pool = ThreadPool(threadCount: 3)
    let failures = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 4) { caller in
      for round in 0..<500
      where !CountingJob.ran(on: pool, chunks: caller + round % 13, work: 50) {
        failures.add(1, ordering: .relaxed)
      }
    }
    #expect(failures.load(ordering: .relaxed) == 0)
  }

  @Test("a pool ends whether it was used or not, awake or asleep")
  func ends() {
    for round in 0..<60 {
      let pool = ThreadPool(threadCount: 1 + round % 4)
      if round % 2 == 0 { #expect(CountingJob.ran(on: pool, chunks: 9)) }
      if round % 10 == 9 { usleep(4_000) }
    }
  }
}
