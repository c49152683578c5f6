import ModelFiles
import Testing

@testable import ModelHub

@Suite struct LockTests {
  @Test("two pulls of one model at a time fetch it once")
  func twoPulls() async throws {
    let content = noise(100_000)
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      async let first = place.pull("owner/repo", server)
      async let second = place.pull("owner/repo", server)
      let (a, b) = try await (first, second)
      #expect(a == b)
      #expect(place.content(a.path) == content)
      let fetched = server.requests.filter { $0.path == FakeHub.contentPath("m.gguf") }
      #expect(fetched.count == 1)
      #expect(place.isTidy)
    }
  }

  @Test("a pull says who holds the model, waits, and goes on when it is free")
  func waits() async throws {
    try await withHub(FakeHub(["m.gguf": noise(100)])) { server, place in
      let path = try place.library.lockPath(for: ModelName("owner/repo"))
      guard let lock = try FileLock(tryLocking: path) else {
        Issue.record("the lock of a model that nobody uses is taken")
        return
      }
      let pull = Task { try await place.pull("owner/repo", server) }
      let isWaiting = try await eventually { !place.events.isEmpty }
      #expect(isWaiting)
      guard case .waiting("owner/repo", let holder) = place.events.first else {
        Issue.record("expected waiting, got \(place.events)")
        return
      }
      #expect(holder?.hasPrefix("process ") == true)
      #expect(server.requests.isEmpty)
      lock.unlock()
      let pulled = try await pull.value
      #expect(pulled.bytes == 100)
    }
  }

  @Test("a pull that waits can be cancelled")
  func cancelled() async throws {
    try await withHub(FakeHub(["m.gguf": noise(100)])) { server, place in
      let path = try place.library.lockPath(for: ModelName("owner/repo"))
      guard let lock = try FileLock(tryLocking: path) else { return }
      let pull = Task { try await place.pull("owner/repo", server) }
      #expect(try await eventually { !place.events.isEmpty })
      pull.cancel()
      await #expect(throws: CancellationError.self) { try await pull.value }
      lock.unlock()
    }
  }
}
