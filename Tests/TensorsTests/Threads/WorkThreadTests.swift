import Synchronization
import Tensors
import Testing

@Suite("Threads")
struct WorkThreadTests {
  @Test("work is done in its order, all of it, also after its owner has gone")
  func order() async {
    let done = Mutex<[Int]>([])
    await withCheckedContinuation { (end: CheckedContinuation<Void, Never>) in
      let thread = try? WorkThread()
      for index in 0..<100 { thread?.async { done.withLock { $0.append(index) } } }
      thread?.async { end.resume() }
    }
    #expect(done.withLock { $0 } == Array(0..<100))
  }

  @Test("a mailbox gives what was sent before it was closed, then nothing")
  func mailbox() throws {
    let mailbox = Mailbox<Int>()
    let sum = Mutex(0)
    let thread = try SystemThread {
      while let next = mailbox.receive() { sum.withLock { $0 += next } }
    }
    for number in 1...10 { mailbox.send(number) }
    mailbox.close()
    thread.join()
    #expect(sum.withLock { $0 } == 55)
    #expect(mailbox.receive() == nil)
  }

  @Test("closing a mailbox wakes all who wait at it")
  func closing() throws {
    let mailbox = Mailbox<Int>()
    let threads = try (0..<8).map { _ in try SystemThread { _ = mailbox.receive() } }
    mailbox.close()
    for thread in threads { thread.join() }
  }

  @Test("a stack that no system can give is an error, not an end")
  func refused() {
    #expect(throws: ThreadError.self) { try SystemThread(stackBytes: 1 << 60) {} }
  }
}
