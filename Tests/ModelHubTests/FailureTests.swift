import Foundation
import ModelFiles
import Testing

@testable import ModelHub

@Suite struct FailureTests {
  private let content = noise(20_000)
  private let path = FakeHub.contentPath("m.gguf")

  private func failure(
    of rule: @escaping FakeHub.Rule, name: String = "owner/repo", token: String? = nil
  ) async throws -> HubError? {
    try await withHub(FakeHub(["m.gguf": content], rule: rule)) { server, place -> HubError? in
      var configuration = place.configuration(server)
      configuration.token = token
      let puller = place.puller(configuration)
      let error = await #expect(throws: HubError.self) { try await puller.pull(name) }
      let models = try place.library.list()
      #expect(models.isEmpty)
      return error
    }
  }

  @Test("content with another digest is removed, and the error names both digests")
  func wrongDigest() async throws {
    let path = path
    let other = noise(20_000, seed: 5)
    let hub = FakeHub(["m.gguf": content]) { request, _ in
      request.path == path ? Reply(body: other) : nil
    }
    try await withHub(hub) { server, place in
      let error = await #expect(throws: HubError.self) {
        try await place.pull("owner/repo", server)
      }
      #expect(
        error
          == .digestMismatch(file: "m.gguf", expected: sha256(content), got: sha256(other)))
      #expect(place.parts().isEmpty)
      let models = try place.library.list()
      #expect(models.isEmpty)
    }
  }

  @Test("a body that is longer than the file is refused")
  func tooLong() async throws {
    let path = path
    let error = try await failure { request, _ in
      request.path == path ? Reply(body: noise(20_001)) : nil
    }
    guard case .sizeMismatch("m.gguf", 20_000, _) = error else {
      Issue.record("expected sizeMismatch, got \(String(describing: error))")
      return
    }
  }

  @Test("small files are checked by their git blob")
  func gitBlobMismatch() async throws {
    let files = [
      "config.json": Array("{}".utf8), "model.safetensors": noise(100),
    ]
    let hub = FakeHub(files) { request, _ in
      request.path.hasSuffix("config.json") ? Reply(body: Array("[]".utf8)) : nil
    }
    try await withHub(hub) { server, place in
      let error = await #expect(throws: HubError.self) {
        try await place.pull("owner/repo", server)
      }
      #expect(
        error
          == .digestMismatch(
            file: "config.json", expected: gitBlob(Array("{}".utf8)),
            got: gitBlob(Array("[]".utf8))))
    }
  }

  @Test("a repository that is not there is told from one that wants a token or consent")
  func refusals() async throws {
    let missing = try await failure { _, _ in Reply(status: 404) }
    #expect(missing == .repositoryNotFound("owner/repo", revision: "main"))
    let anonymous = try await failure { _, _ in Reply(status: 401) }
    #expect(anonymous == .unauthorized("owner/repo", hadToken: false))
    #expect(anonymous?.description.contains("HF_TOKEN") == true)
    let refused = try await failure(of: { _, _ in Reply(status: 401) }, token: "old")
    #expect(refused == .unauthorized("owner/repo", hadToken: true))
    let path = path
    let gated = try await failure { request, _ in
      request.path == path
        ? Reply(status: 401, headers: [("X-Error-Code", "GatedRepo")]) : nil
    }
    guard case .gated("owner/repo", let page) = gated else {
      Issue.record("expected gated, got \(String(describing: gated))")
      return
    }
    #expect(page.hasSuffix("/owner/repo"))
  }

  @Test("a file that the repository has not is told with those that it has")
  func noSuchFile() async throws {
    let error = try await failure(of: { _, _ in nil }, name: "owner/repo:other.gguf")
    #expect(error?.description.contains("m.gguf (20.0 kB)") == true)
  }

  @Test("several GGUF models are listed with their sizes instead of guessed at")
  func ambiguous() async throws {
    let hub = FakeHub(["a-Q4_0.gguf": noise(1500), "a-Q8_0.gguf": noise(2500)])
    try await withHub(hub) { server, place in
      let error = await #expect(throws: HubError.self) {
        try await place.pull("owner/repo", server)
      }
      #expect(error?.description.contains("a-Q4_0.gguf (1.5 kB), a-Q8_0.gguf (2.5 kB)") == true)
    }
  }

  @Test("errors of the server pass, and the pull with them", arguments: [429, 500, 503])
  func passing(status: Int) async throws {
    let hub = FakeHub(["m.gguf": content]) { _, attempt in
      attempt <= 2 ? Reply(status: status, headers: [("Retry-After", "0")]) : nil
    }
    try await withHub(hub) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
      #expect(server.requests.count == 6)
    }
  }

  @Test("an error of the server that stays ends the pull after a bounded number of attempts")
  func staying() async throws {
    try await withHub(FakeHub([:]) { _, _ in Reply(status: 503) }) { server, place in
      let error = await #expect(throws: HubError.self) {
        try await place.pull("owner/repo", server)
      }
      guard case .status(503, _) = error else {
        Issue.record("expected status 503, got \(String(describing: error))")
        return
      }
      #expect(server.requests.count == 4)
    }
  }

  @Test("a hub that cannot be reached is a network error that names the address")
  func unreachable() async throws {
    try await Workplace.with { place in
      let port = try await LocalServer.with({ _ in Reply() }) { $0.port }
      let configuration = HubConfiguration(
        endpoint: "http://127.0.0.1:\(port)",
        retry: RetryPolicy(attempts: 2, base: .milliseconds(1)))
      let error = await #expect(throws: HubError.self) {
        try await place.puller(configuration).pull("owner/repo")
      }
      #expect(error?.description.contains("127.0.0.1:\(port)") == true)
    }
  }

  @Test(
    "a file name that leaves the folder is refused before anything is fetched",
    arguments: ["../../x.gguf", "/etc/x.gguf", "a/../../x.gguf", "a//x.gguf", "a\\\\x.gguf", "."])
  func hostileName(name: String) async throws {
    let hub = FakeHub(["m.gguf": content])
    let listing = hub.listing(extra: "{\"rfilename\": \"\(name)\", \"size\": 1}")
    let error = try await failure { request, _ in
      request.path.hasPrefix("/api/") ? Reply(body: Array(listing.utf8)) : Reply(body: [1])
    }
    guard case .unsafeFileName = error else {
      Issue.record("expected unsafeFileName, got \(String(describing: error))")
      return
    }
  }

  @Test(
    "a listing that is none is refused",
    arguments: [
      "", "<html>", "[]", "{}", #"{"siblings": 3}"#, #"{"siblings": [{"size": 1}]}"#,
      #"{"siblings": [{"rfilename": "m.gguf", "size": -1}]}"#,
      #"{"siblings": [{"rfilename": "a"}, {"rfilename": "a"}]}"#,
    ])
  func badListing(text: String) async throws {
    let error = try await failure { _, _ in Reply(body: Array(text.utf8)) }
    guard case .badListing = error else {
      Issue.record("expected badListing, got \(String(describing: error))")
      return
    }
  }

  @Test("a redirect to something that is not HTTP is refused")
  func redirectToFile() async throws {
    let path = path
    let error = try await failure { request, _ in
      request.path == path
        ? Reply(status: 302, headers: [("Location", "file:///etc/hostname")]) : nil
    }
    guard case .network = error else {
      Issue.record("expected network, got \(String(describing: error))")
      return
    }
  }

  @Test("one file that fails ends the pull, and what is complete is kept for the next")
  func oneOfSeveral() async throws {
    let files = [
      "config.json": Array("{}".utf8), "model.safetensors": noise(5000),
    ]
    let hub = FakeHub(files) { request, attempt in
      request.path.hasSuffix("safetensors") && attempt == 1 ? Reply(status: 404) : nil
    }
    try await withHub(hub) { server, place in
      let error = await #expect(throws: HubError.self) {
        try await place.pull("owner/repo", server)
      }
      #expect(
        error == .fileNotFound("model.safetensors", repository: "owner/repo", choices: []))
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content("\(pulled.path)/model.safetensors") == files["model.safetensors"])
      #expect(place.isTidy)
    }
  }
}
