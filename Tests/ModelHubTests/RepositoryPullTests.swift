import Foundation
import ModelFiles
import Testing

@testable import ModelHub

@Suite struct RepositoryPullTests {
  private let model: [String: [UInt8]] = [
    "config.json": Array(#"{"model_type": "llama"}"#.utf8),
    "tokenizer.json": noise(500, seed: 2),
    "model.safetensors": noise(200_000),
    "pytorch_model.bin": noise(10),
    "README.md": noise(10),
  ]

  @Test("a safetensors model comes with its config and tokenizer, and nothing else")
  func safetensors() async throws {
    try await withHub(FakeHub(model)) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      #expect(pulled.name == "owner/repo")
      #expect(pulled.path == "\(place.library.root)/owner/repo")
      #expect(
        Set(pulled.files.map(\.name)) == ["config.json", "tokenizer.json", "model.safetensors"])
      for file in pulled.files {
        let content = try #require(place.content("\(pulled.path)/\(file.name)"))
        #expect(content == model[file.name])
        #expect(file.sha256 == sha256(content))
        #expect(file.bytes == content.count)
      }
      #expect(pulled.bytes == pulled.files.reduce(0) { $0 + $1.bytes })
      #expect(place.isTidy)
    }
  }

  @Test("the library lists and opens what was pulled, with its commit")
  func libraryEntry() async throws {
    try await withHub(FakeHub(model)) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      let entry = try #require(try place.library.list().first)
      #expect(entry.name == "owner/repo")
      #expect(entry.bytes == pulled.bytes)
      #expect(
        entry.manifest?.source
          == .repository(name: "owner/repo", revision: "main", commit: FakeHub.commit))
      #expect(try place.library.resolve("owner/repo") == pulled.path)
    }
  }

  @Test("a second pull of the same commit fetches only the listing")
  func pullAgain() async throws {
    try await withHub(FakeHub(model)) { server, place in
      let first = try await place.pull("owner/repo", server)
      let count = server.requests.count
      let second = try await place.pull("owner/repo", server)
      #expect(first == second)
      #expect(server.requests.count == count + 1)
    }
  }

  @Test("files are read at the listed commit, at the wanted revision")
  func revision() async throws {
    try await withHub(FakeHub(model)) { server, place in
      let pulled = try await place.pull("owner/repo@refs/pr/1", server)
      #expect(pulled.name == "owner/repo@refs--pr--1")
      #expect(
        server.requests.first?.target
          == "/api/models/owner/repo/revision/refs%2Fpr%2F1?blobs=true")
      #expect(
        server.requests.dropFirst().allSatisfy {
          $0.path.hasPrefix("/owner/repo/resolve/\(FakeHub.commit)/")
        })
    }
  }

  @Test("one GGUF file of several is pulled by name, and another joins it")
  func oneFile() async throws {
    let hub = FakeHub(["a-Q4_0.gguf": noise(1000), "a-Q8_0.gguf": noise(2000, seed: 3)])
    try await withHub(hub) { server, place in
      let first = try await place.pull("owner/repo:a-Q4_0.gguf", server)
      #expect(first.path == "\(place.library.root)/owner/repo/a-Q4_0.gguf")
      #expect(first.name == "owner/repo:a-Q4_0.gguf")
      #expect(try place.library.resolve("owner/repo") == first.path)
      let second = try await place.pull("owner/repo:Q8_0", server)
      #expect(second.files.map(\.name) == ["a-Q8_0.gguf"])
      #expect(throws: ModelLibraryError.self) { try place.library.resolve("owner/repo") }
      #expect(try place.library.resolve(second.name) == second.path)
      let models = try place.library.list()
      #expect(models.first?.bytes == 3000)
    }
  }

  @Test("a split GGUF comes with all its parts and opens by the first")
  func splitFile() async throws {
    let hub = FakeHub([
      "q/m-00001-of-00002.gguf": noise(1000), "q/m-00002-of-00002.gguf": noise(500, seed: 4),
    ])
    try await withHub(hub) { server, place in
      let pulled = try await place.pull("owner/repo:q/m-00002-of-00002.gguf", server)
      #expect(pulled.bytes == 1500)
      #expect(pulled.path.hasSuffix("/owner/repo/q/m-00001-of-00002.gguf"))
      #expect(try place.library.resolve("owner/repo") == pulled.path)
    }
  }

  @Test("the token goes to the hub, and not to the host that it redirects to")
  func tokenStaysHome() async throws {
    let content = noise(5000)
    try await LocalServer.with({ FakeHub.content(content, $0) }) { store in
      let address = store.address
      let hub = FakeHub(["m.gguf": content]) { request, _ in
        guard request.path == FakeHub.contentPath("m.gguf") else { return nil }
        return Reply(
          status: 302,
          headers: [
            ("Location", "\(address)/store/1?signature=x"),
            ("X-Linked-Etag", "\"\(sha256(content))\""), ("X-Linked-Size", "5000"),
          ])
      }
      try await withHub(hub) { server, place in
        var configuration = place.configuration(server)
        configuration.token = "secret"
        let pulled = try await place.puller(configuration).pull("owner/repo")
        #expect(place.content(pulled.path) == content)
        #expect(
          server.requests.map { $0.header("Authorization") }
            == ["Bearer secret", "Bearer secret"])
        #expect(store.requests.count == 1)
        #expect(store.requests.first?.header("Authorization") == nil)
      }
    }
  }

  @Test("a redirect within the hub keeps the token, and one without an end is refused")
  func redirects() async throws {
    let content = noise(50)
    let hub = FakeHub(["m.gguf": content]) { request, _ in
      if request.path == FakeHub.contentPath("m.gguf") {
        return Reply(status: 307, headers: [("Location", "/moved")])
      }
      return request.path == "/moved" ? Reply(body: content) : nil
    }
    try await withHub(hub) { server, place in
      var configuration = place.configuration(server)
      configuration.token = "secret"
      _ = try await place.puller(configuration).pull("owner/repo")
      #expect(server.requests.last?.header("Authorization") == "Bearer secret")
    }
    let circle = FakeHub(["m.gguf": content]) { request, _ in
      request.path.hasSuffix("m.gguf")
        ? Reply(status: 302, headers: [("Location", request.path)]) : nil
    }
    try await withHub(circle) { server, place in
      let error = await #expect(throws: HubError.self) {
        try await place.pull("owner/repo", server)
      }
      #expect(error?.description.contains("redirects") == true)
    }
  }

  @Test("progress adds up to the size of all files")
  func progress() async throws {
    try await withHub(FakeHub(model)) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      let reports = place.events.compactMap { event -> PullProgress? in
        if case .progress(let progress) = event { progress } else { nil }
      }
      #expect(reports.allSatisfy { $0.total == pulled.bytes && $0.bytes <= pulled.bytes })
      #expect(reports.map(\.bytes).max() == pulled.bytes)
      #expect(Set(place.events.compactMap(\.finishedFile)) == Set(pulled.files.map(\.name)))
    }
  }

  @Test("a changed file is fetched again, an unchanged one is not")
  func update() async throws {
    let old = FakeHub(model)
    var changed = model
    changed["tokenizer.json"] = noise(500, seed: 9)
    let new = FakeHub(changed)
    try await Workplace.with { place in
      _ = try await LocalServer.with({ old.answer($0) }) { try await place.pull("owner/repo", $0) }
      try await LocalServer.with({ new.answer($0) }) { server in
        let pulled = try await place.pull("owner/repo", server)
        #expect(place.content("\(pulled.path)/tokenizer.json") == changed["tokenizer.json"])
        #expect(server.requests.count == 2)
      }
    }
  }

  @Test("a disk that is too small is told before anything is fetched")
  func noSpace() async throws {
    try await withHub(FakeHub(model)) { server, place in
      var puller = place.puller(place.configuration(server))
      puller.disk = DiskSpace { _ in 1000 }
      let error = await #expect(throws: HubError.self) { try await puller.pull("owner/repo") }
      guard case .noSpace(_, let needed, 1000) = error else {
        Issue.record("expected noSpace, got \(String(describing: error))")
        return
      }
      #expect(needed == 200_000 + 500 + 23)
      #expect(server.requests.count == 1)
    }
  }
}

extension PullEvent {
  var finishedFile: String? { if case .finished(let file, _) = self { file } else { nil } }
}
