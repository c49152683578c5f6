import Foundation
import ModelFiles
import Testing

@testable import ModelHub

@Suite struct InterruptionTests {
  private let content = noise(300_000)

  private func hub(_ rule: @escaping FakeHub.Rule) -> FakeHub {
    FakeHub(["m.gguf": content], rule: rule)
  }

  private func ranges(_ server: LocalServer) -> [String?] {
    server.requests.filter { $0.path == FakeHub.contentPath("m.gguf") }
      .map { $0.header("Range") }
  }

  /// Path where a pull of owner/repo keeps the part of a file.
  private func part(
    of file: String, _ identity: ContentIdentity, _ place: Workplace
  ) throws -> String {
    let staging = Staging(library: place.library, name: try ModelName("owner/repo"))
    return "models/.partial/owner/repo/.parts/\(staging.partName(file, identity))"
  }

  /// Offset from which the second request goes on; at most where the first was cut.
  private func resumed(_ server: LocalServer) -> Int? {
    let second = ranges(server).dropFirst().first ?? nil
    return second.flatMap { Int($0.dropFirst("bytes=".count).dropLast()) }
  }

  @Test("a connection that is cut in the middle is resumed where it ended")
  func cut() async throws {
    let content = content
    let hub = hub { request, attempt in
      guard request.path == FakeHub.contentPath("m.gguf"), attempt == 1 else { return nil }
      return Reply(body: content, cutAfter: 100_000)
    }
    try await withHub(hub) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(ranges(server).count == 2)
      #expect((1...100_000).contains(resumed(server) ?? 0))
      #expect(place.events.contains { if case .retrying = $0 { true } else { false } })
      #expect(place.isTidy)
    }
  }

  @Test("a body that is shorter than the file, though the connection ended well, is completed")
  func shortBody() async throws {
    let content = content
    let hub = hub { request, attempt in
      guard request.path == FakeHub.contentPath("m.gguf"), attempt == 1 else { return nil }
      return Reply(body: Array(content.prefix(1000)))
    }
    try await withHub(hub) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(ranges(server) == [nil, "bytes=1000-"])
    }
  }

  @Test("a server that ignores ranges makes the file start again")
  func ignoresRange() async throws {
    let content = content
    let hub = hub { request, attempt in
      guard request.path == FakeHub.contentPath("m.gguf") else { return nil }
      return Reply(body: content, cutAfter: attempt == 1 ? 100_000 : nil)
    }
    try await withHub(hub) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(ranges(server).count == 2)
      #expect((1...100_000).contains(resumed(server) ?? 0))
    }
  }

  @Test("a range that begins elsewhere is not taken")
  func wrongRange() async throws {
    let content = content
    let hub = hub { request, attempt in
      guard request.path == FakeHub.contentPath("m.gguf"), attempt <= 2 else { return nil }
      if attempt == 1 { return Reply(body: content, cutAfter: 100_000) }
      return Reply(
        status: 206, headers: [("Content-Range", "bytes 50000-299999/300000")],
        body: Array(content[50_000...]))
    }
    try await withHub(hub) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(ranges(server).count == 3)
      #expect((1...100_000).contains(resumed(server) ?? 0))
      #expect(ranges(server).last == .some(nil))
    }
  }

  @Test("a part with damaged bytes is thrown away and fetched anew, once")
  func damagedPart() async throws {
    let content = content
    let hub = hub { request, attempt in
      guard request.path == FakeHub.contentPath("m.gguf"), attempt == 1 else { return nil }
      return Reply(body: noise(300_000, seed: 7), cutAfter: 100_000)
    }
    try await withHub(hub) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(ranges(server).count == 3)
      #expect((1...100_000).contains(resumed(server) ?? 0))
      #expect(ranges(server).last == .some(nil))
    }
  }

  @Test("a cancelled pull keeps its part, and the next one goes on from there")
  func cancelled() async throws {
    let content = content
    let hub = hub { request, attempt in
      guard request.path == FakeHub.contentPath("m.gguf"), attempt == 1 else { return nil }
      return Reply(body: content, stallAfter: 120_000)
    }
    try await withHub(hub) { server, place in
      let pull = Task { try await place.pull("owner/repo", server) }
      let arrived = try await eventually {
        place.parts().contains { fileSize("\(place.library.root)/.partial/\($0)") == 120_000 }
      }
      #expect(arrived)
      pull.cancel()
      await #expect(throws: CancellationError.self) { try await pull.value }
      #expect(place.parts().count == 1)
      #expect(try place.library.list().isEmpty)
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(ranges(server) == [nil, "bytes=120000-"])
      #expect(
        place.events.contains(
          .reused(file: "m.gguf", from: .interruptedPull(bytes: 120_000))))
      #expect(place.isTidy)
    }
  }

  @Test("a part of other content is not continued")
  func otherContent() async throws {
    try await withHub(hub { _, _ in nil }) { server, place in
      let other = String(repeating: "0", count: 64)
      try place.write(noise(1000), to: part(of: "m.gguf", .sha256(other), place))
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(ranges(server) == [nil])
    }
  }

  @Test("a part that is longer than the file is not used")
  func tooLongPart() async throws {
    try await withHub(hub { _, _ in nil }) { server, place in
      try place.write(noise(300_001), to: part(of: "m.gguf", .sha256(sha256(content)), place))
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(ranges(server) == [nil])
    }
  }

  @Test("without a listed digest, a cut file is resumed only under its validator")
  func validator() async throws {
    let content = content
    let listing =
      #"{"siblings": [{"rfilename": "m.gguf", "size": 300000}]}"#
    let hub = hub { request, attempt in
      if request.path.hasPrefix("/api/") { return Reply(body: Array(listing.utf8)) }
      guard request.path == "/owner/repo/resolve/main/m.gguf" else { return nil }
      if attempt == 1 {
        return Reply(headers: [("ETag", "\"v1\"")], body: content, cutAfter: 10_000)
      }
      return FakeHub.content(content, request)
    }
    try await withHub(hub) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(server.requests.last?.header("If-Range") == "\"v1\"")
      #expect(server.requests.last?.header("Range")?.hasPrefix("bytes=") == true)
    }
  }
}
