import Foundation
import ModelFiles
import Testing

@testable import ModelHub

/// Answers that state impossible numbers, lead astray, or never end.
@Suite struct HostileAnswerTests {
  private let content = noise(20_000)
  private let path = FakeHub.contentPath("m.gguf")

  /// The error of a pull whose content is answered like this.
  private func failure(
    _ reply: @escaping @Sendable (Request) -> Reply?, listing: String? = nil,
    change: (inout HubConfiguration) -> Void = { _ in }
  ) async throws -> (error: HubError?, requests: Int) {
    let path = path
    let hub = FakeHub(["m.gguf": content]) { request, _ in
      if let listing, request.path.hasPrefix("/api/") { return Reply(body: Array(listing.utf8)) }
      return request.path == path || request.path.hasSuffix("/main/m.gguf") ? reply(request) : nil
    }
    return try await withHub(hub) { server, place in
      var configuration = place.configuration(server)
      change(&configuration)
      let puller = place.puller(configuration)
      let error = await #expect(throws: HubError.self) { try await puller.pull("owner/repo") }
      let models = try place.library.list()
      #expect(models.isEmpty)
      return (error, server.requests.count)
    }
  }

  /// A list without sizes and digests.
  private let bare = #"{"siblings": [{"rfilename": "m.gguf"}]}"#

  @Test(
    "an announced size that no file has is refused, also on an answer that goes on",
    arguments: ["-9223372036854775808", "-1", "9223372036854775807", "1e3", "", "0x10", "٣"])
  func announcedSize(size: String) async throws {
    let content = content
    let (error, _) = try await failure(
      { request in
        var reply = FakeHub.content(content, request)
        if request.header("Range") == nil { reply.cutAfter = 5000 }
        reply.headers.append(("X-Linked-Size", size))
        return reply
      }, listing: bare)
    guard case .badAnswer(_, let reason) = error else {
      Issue.record("expected badAnswer, got \(String(describing: error))")
      return
    }
    #expect(reason.contains("size"))
  }

  @Test(
    "an announced digest that is none is refused",
    arguments: ["", "\"\"", "5", "\"sha256:ab\"", "\"\(String(repeating: "a", count: 32))\""])
  func announcedDigest(tag: String) async throws {
    let content = content
    let (error, _) = try await failure(
      { _ in Reply(headers: [("X-Linked-Etag", tag)], body: content) }, listing: bare)
    guard case .badAnswer(_, let reason) = error else {
      Issue.record("expected badAnswer, got \(String(describing: error))")
      return
    }
    #expect(reason.contains("digest"))
  }

  @Test(
    "a redirect to a port that there is not is refused at once",
    arguments: ["65536", "99999", "4294967376", "99999999999999999999", "0", "-1", "8o"])
  func redirectPort(port: String) async throws {
    let (error, requests) = try await failure { _ in
      Reply(status: 302, headers: [("Location", "http://127.0.0.1:\(port)/x")])
    }
    guard case .network(_, let reason) = error else {
      Issue.record("expected network, got \(String(describing: error))")
      return
    }
    #expect(reason.contains("not safe to follow"))
    #expect(requests == 2)
  }

  @Test(
    "an empty port is the scheme's own (RFC 3986, section 3.2.3)",
    arguments: [
      ("http://host:/x", "http://host/x"), ("https://u:p@host:/x?q=a:b", "https://host/x?q=a:b"),
      ("http://[::1]:/x", "http://[::1]/x"), ("//other:/y", "https://other/y"),
      ("http://host:8080/x", "http://host:8080/x"), ("https://host:", "https://host"),
    ])
  func emptyPort(text: String, meaning: String) throws {
    let address = try WebAddress(text, relativeTo: URL(string: "https://hub.test/a/b"))
    #expect(address.url.absoluteString == meaning)
    #expect(address.url.port == URL(string: meaning)?.port)
  }

  @Test("what redirects elsewhere does not say what the content there is")
  func foreignDigest() async throws {
    let (content, other) = (content, noise(20_000, seed: 3))
    let listing = bare
    try await LocalServer.with({ _ in
      Reply(headers: [("X-Linked-Etag", sha256(other)), ("X-Linked-Size", "-5")], body: other)
    }) { store in
      let address = store.address
      let hub = FakeHub(["m.gguf": content]) { request, _ in
        request.path.hasPrefix("/api/")
          ? Reply(body: Array(listing.utf8))
          : Reply(status: 302, headers: [("Location", "\(address)/x")])
      }
      try await withHub(hub) { server, place in
        let pulled = try await place.pull("owner/repo", server)
        #expect(pulled.files.map(\.verified) == [false])
      }
    }
  }

  @Test("content without a published digest is called unverified, in the event and in the record")
  func unverified() async throws {
    let (content, listing) = (content, bare)
    let hub = FakeHub(["m.gguf": content]) { request, _ in
      request.path.hasPrefix("/api/")
        ? Reply(body: Array(listing.utf8)) : FakeHub.content(content, request)
    }
    try await withHub(hub) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      #expect(pulled.files.map(\.verified) == [false])
      #expect(pulled.files.map(\.sha256) == [sha256(content)])
      #expect(place.events.contains(.finished(file: "m.gguf", verified: false)))
      let manifest = try place.library.list().first?.manifest
      #expect(manifest?.files.map(\.verified) == [false])
    }
  }

  @Test("a body without a length ends at the bound, and nothing of it stays")
  func endless() async throws {
    let path = FakeHub.contentPath("m.gguf").replacing(FakeHub.commit, with: "main")
    let (content, listing) = (content, bare)
    let hub = FakeHub(["m.gguf": content]) { request, _ in
      if request.path.hasPrefix("/api/") { return Reply(body: Array(listing.utf8)) }
      guard request.path == path else { return nil }
      return Reply(endless: .init(bytes: noise(50_000), most: 1000))
    }
    try await withHub(hub) { server, place in
      var configuration = place.configuration(server)
      configuration.limits.unsizedWeights = 1_000_000
      var puller = place.puller(configuration)
      let tooLong = await #expect(throws: HubError.self) { try await puller.pull("owner/repo") }
      guard case .sizeMismatch("m.gguf", 1_000_000, _) = tooLong else {
        Issue.record("expected sizeMismatch, got \(String(describing: tooLong))")
        return
      }
      #expect(place.parts().isEmpty)
      configuration.limits.unsizedWeights = 1 << 40
      puller = place.puller(configuration)
      puller.disk = DiskSpace(freeBytes: { _ in 5_000_000 }, allBytes: { _ in 100_000_000 })
      let full = await #expect(throws: HubError.self) { try await puller.pull("owner/repo") }
      guard case .noSpace(_, 10_000_001..., 5_000_000) = full else {
        Issue.record("expected noSpace, got \(String(describing: full))")
        return
      }
      #expect(place.parts().isEmpty)
    }
  }

  @Test(
    "a byte now and then comes to an end, for content as for the list, which shows that it comes")
  func dripping() async throws {
    let drip = Reply.Drip(bytes: [0x20], pause: .milliseconds(20), most: 2000)
    func patient(_ configuration: inout HubConfiguration) {
      configuration.limits.window = .milliseconds(300)
    }
    let start = ContinuousClock.now
    let (error, _) = try await failure({ _ in Reply(endless: drip) }, change: patient)
    guard case .network(_, let reason) = error else {
      Issue.record("expected network, got \(String(describing: error))")
      return
    }
    #expect(reason.contains("bytes came in"))
    try await withHub(FakeHub([:]) { _, _ in Reply(endless: drip) }) { server, place in
      var configuration = place.configuration(server)
      configuration.limits.window = .milliseconds(1200)
      configuration.retry.attempts = 2
      let puller = place.puller(configuration)
      await #expect(throws: HubError.self) {
        try await puller.pull("owner/repo", onEvent: place.record)
      }
      #expect(
        place.events.contains { event in
          if case .listing("owner/repo", let bytes) = event { bytes > 0 } else { false }
        })
    }
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test("a connection that is refused is told at once, in words")
  func refused() async throws {
    try await Workplace.with { place in
      let port = try await LocalServer.with({ _ in Reply() }) { $0.port }
      let start = ContinuousClock.now
      let puller = place.puller(HubConfiguration(endpoint: "http://127.0.0.1:\(port)"))
      let error = await #expect(throws: HubError.self) {
        try await puller.pull("owner/repo", onEvent: place.record)
      }
      #expect(error?.description.contains("refused") == true)
      #expect(error?.description.contains("errno") == false)
      #expect(ContinuousClock.now - start < .seconds(5))
      #expect(!place.events.contains { if case .retrying = $0 { true } else { false } })
    }
  }

  @Test(
    "a token with characters that no token has is refused before anything is sent",
    arguments: ["a\nb", "ab\n", "a\r\nX: y", "a b", "é", "a\u{0}"])
  func badToken(token: String) async throws {
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      var configuration = place.configuration(server)
      configuration.token = token
      let puller = place.puller(configuration)
      let error = await #expect(throws: HubError.self) { try await puller.pull("owner/repo") }
      #expect(error?.description.contains("HF_TOKEN") == true)
      #expect(error?.description.contains(token) == false)
      #expect(server.requests.isEmpty)
    }
  }

  @Test("name and password of the hub's address go to the hub and are never shown")
  func passwordInEndpoint() async throws {
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      let address = server.address.replacing("http://", with: "http://user:sesame@")
      var configuration = place.configuration(server)
      configuration.endpoint = address
      _ = try await place.puller(configuration).pull("owner/repo")
      // "user:sesame" in base 64.
      #expect(
        server.requests.allSatisfy { $0.header("Authorization") == "Basic dXNlcjpzZXNhbWU=" })
      for endpoint in [
        address + "/gone", address.replacing(":\(server.port)", with: ":99999"),
        "http://user:sesame@", "ftp://user:sesame@h", "https://user:ses ame@h",
        "http://user:sesame@127.0.0.1:\(server.port)?x",
      ] {
        configuration.endpoint = endpoint
        let puller = place.puller(configuration)
        let error = await #expect(throws: HubError.self) { try await puller.pull("owner/other") }
        #expect(error?.description.contains("sesame") == false)
      }
    }
  }

  @Test(
    "the port of a proxy is checked, and the address not repeated",
    arguments: ["65536", "99999", "65616", "0", "-1", "", "x", "99999999999999999999"])
  func proxyPort(port: String) {
    let address = "http://user:sesame@proxy.example:\(port)"
    for text in [address, "\(address)/", "socks5://user:sesame@[::1]:\(port)"] {
      let error = #expect(throws: HubError.self) { try HubProxy(address: text, bypass: "") }
      #expect(error?.description.contains("port") == true)
      #expect(error?.description.contains("sesame") == false)
    }
  }

  @Test("a range that cannot be is none")
  func ranges() {
    for text in [
      "bytes 5-4/10", "bytes 5-10/10", "bytes -5-9/10", "bytes 5-9/x", "bytes 5-9/9", "bytes 5-9",
      "bytes 5-9/9223372036854775808", "bytes  5-9/10", "bytes 5-+9/10",
    ] {
      #expect(ContentRange(text) == nil)
    }
  }

  @Test("a known name is not given away: neither as an owner, nor as a shape without files")
  func knownNames() async throws {
    try await Workplace.with { place in
      let puller = place.puller(HubConfiguration(endpoint: "http://127.0.0.1:9"))
      let error = await #expect(throws: HubError.self) {
        try await puller.pull("Gemma-3-270M/other")
      }
      #expect(error == .shadows("Gemma-3-270M/other", known: "gemma-3-270m"))
      await #expect(throws: HubError.self) {
        try await puller.pull("some/Gemma-2B", onEvent: place.record)
      }
      #expect(place.events.first == .shadows(model: "some/Gemma-2B", known: "gemma-2b"))
      let shape = await #expect(throws: HubError.self) { try await puller.pull("llama-3-8b") }
      #expect(shape == .shapeOnly("llama-3-8b"))
    }
  }
}
