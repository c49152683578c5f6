import Foundation
import ModelFiles
import Testing

@testable import ModelHub

/// Links, devices and names that somebody put where a pull reads or writes.
@Suite struct HostileDiskTests {
  private let content = noise(20_000)
  private let precious = Array("precious".utf8)

  private func staging(_ place: Workplace, _ name: String = "owner/repo") throws -> Staging {
    Staging(library: place.library, name: try ModelName(name))
  }

  private func link(_ path: String, to target: String, _ place: Workplace) throws {
    let url = URL(filePath: "\(place.folder)/\(path)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: url.path(percentEncoded: false), withDestinationPath: target)
  }

  @Test("a link or a second name in the place of a part is removed, and what it leads to stays")
  func partLink() async throws {
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      let target = "\(place.folder)/precious"
      let part = try staging(place).partName("m.gguf", .sha256(sha256(content)))
      let path = "models/.partial/owner/repo/.parts/\(part)"
      for isHard in [false, true] {
        try place.write(precious, to: "precious")
        if isHard {
          try place.write([], to: path)
          try FileManager.default.removeItem(atPath: "\(place.folder)/\(path)")
          try FileManager.default.linkItem(
            atPath: target, toPath: "\(place.folder)/\(path)")
        } else {
          try link(path, to: target, place)
        }
        let pulled = try await place.pull("owner/repo", server)
        #expect(place.content(pulled.path) == content)
        #expect(place.content(target) == precious)
        try place.library.remove("owner/repo")
      }
    }
  }

  @Test(
    "nothing is written through a link in the place of a folder",
    arguments: [
      "models/owner", "models/owner/repo", "models/.partial", "models/.partial/owner",
      "models/.partial/owner/repo/.parts", "models/.locks", "models/.locks/owner",
    ])
  func folderLink(path: String) async throws {
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      try place.write(precious, to: "elsewhere/precious")
      try link(path, to: "\(place.folder)/elsewhere", place)
      let error = await #expect(throws: ModelLibraryError.self) {
        try await place.pull("owner/repo", server)
      }
      #expect(error?.description.contains("link") == true)
      let items = try FileManager.default.contentsOfDirectory(atPath: "\(place.folder)/elsewhere")
      #expect(items == ["precious"])
    }
  }

  @Test("a link in the place of a lock is refused, and what it leads to stays")
  func lockLink() async throws {
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      try place.write(precious, to: "precious")
      try link("models/.locks/owner/repo/.lock", to: "\(place.folder)/precious", place)
      await #expect(throws: ModelLibraryError.self) { try await place.pull("owner/repo", server) }
      #expect(place.content("\(place.folder)/precious") == precious)
    }
  }

  @Test("a library that is itself a link is the user's own, and used")
  func rootLink() async throws {
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      try place.write([], to: "disk/.keep")
      try link("models", to: "\(place.folder)/disk", place)
      let pulled = try await place.pull("owner/repo", server)
      #expect(place.content(pulled.path) == content)
    }
  }

  @Test("no two models and no two files share a path while they are fetched")
  func injective() throws {
    let place = ModelLibrary(root: "/l")
    let names = [
      "o", "o/r", "o/r.ready", "o/r.work", "o/r.parts", "o--r", "o/parts", "o/r@a--b", "o/r@a%2Fb",
    ]
    let folders = try names.map { place.stagingPath(for: try ModelName($0)) }
    #expect(Set(folders).count == names.count)
    let staging = Staging(library: place, name: try ModelName("o/r"))
    let hex = String(repeating: "a", count: 40)
    let parts = [
      staging.partName("LICENSE", .gitBlob(hex)), staging.partName("LICENSE.\(hex)", nil),
      staging.partName("LICENSE.\(hex.prefix(16))", nil), staging.partName("LICENSE", nil),
      staging.partName("a/LICENSE", .gitBlob(hex)), staging.partName("a/LICENSE.part", nil),
    ]
    #expect(Set(parts).count == parts.count && parts.allSatisfy { $0.utf8.count < 200 })
    let revisions = ["a/b", "a--b", "a-/b", "a/-b", "a-b", "a%2Fb", "a---b", "-a", "a/b/c", "a//b"]
    let components = revisions.map(ModelName.component(forRevision:))
    #expect(Set(components).count == revisions.count)
    #expect(components.first == "a--b")
  }

  @Test("the pull of one model leaves what another one has gathered")
  func neighbours() async throws {
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      for name in ["owner/repo.ready", "owner/repo.parts", "owner"] {
        let part = try staging(place, name).partsFolder().path
        try Data(precious).write(to: URL(filePath: "\(part)/x.part"))
      }
      _ = try await place.pull("owner/repo", server)
      #expect(place.parts().count == 3)
    }
  }

  @Test("of a hub's cache, only regular files among its own blobs are taken")
  func cacheLinks() async throws {
    try await Workplace.with { place in
      let base = "cache/models--owner--repo"
      let cache = HubCache(folder: "\(place.folder)/cache", repository: "owner/repo")
      try place.write(Array(FakeHub.commit.utf8), to: "\(base)/refs/main")
      try place.write(content, to: "\(base)/blobs/b")
      try place.write(precious, to: "elsewhere")
      let snapshot = "\(base)/snapshots/\(FakeHub.commit)"
      try place.write(content, to: "\(snapshot)/own.gguf")
      try link("\(snapshot)/good.gguf", to: "../../blobs/b", place)
      let pipe = "\(place.folder)/\(base)/blobs/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      try link("\(base)/blobs/away", to: "\(place.folder)/elsewhere", place)
      for (name, target) in [
        ("zero.gguf", "/dev/zero"), ("passwd.gguf", "/etc/passwd"), ("pipe.gguf", pipe),
        ("up.gguf", "../../../../elsewhere"), ("away.gguf", "../../blobs/away"),
        ("folder.gguf", "../../blobs"), ("circle.gguf", "circle.gguf"), ("gone.gguf", "../../x"),
      ] {
        try link("\(snapshot)/\(name)", to: target, place)
        #expect(cache.content(of: name, commit: FakeHub.commit) == nil)
      }
      #expect(cache.listing(of: "main")?.files.map(\.path) == ["good.gguf", "own.gguf"])
      try FileManager.default.removeItem(atPath: "\(place.folder)/\(base)/refs/main")
      try link("\(base)/refs/main", to: "/dev/zero", place)
      #expect(cache.commit(of: "main") == nil)
    }
  }

  @Test("a file of a repository that was altered at the same size is fetched again")
  func altered() async throws {
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      let pulled = try await place.pull("owner/repo", server)
      try place.write(noise(20_000, seed: 4), to: "models/owner/repo/m.gguf")
      var offline = place.configuration(server)
      offline.isOffline = true
      await #expect(throws: HubError.altered(file: "m.gguf", model: "owner/repo")) {
        try await place.puller(offline).pull("owner/repo")
      }
      let again = try await place.pull("owner/repo", server)
      #expect(again == pulled && place.content(again.path) == content)
      #expect(place.events.contains(.altered(file: "m.gguf")))
    }
  }

  @Test("a check of the library tells what was altered, is missing, or was never recorded")
  func check() async throws {
    let files = [
      "config.json": Array("{}".utf8), "model.safetensors": noise(5000),
      "tokenizer.json": noise(100),
    ]
    try await withHub(FakeHub(files)) { server, place in
      _ = try await place.pull("owner/repo", server)
      let check = LibraryCheck(place.library)
      func status() throws -> [String: LibraryCheck.File.Status] {
        let entry = try #require(try place.library.list().first)
        let found = try check.files(of: entry)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.status) })
      }
      #expect(Set(try status().values) == [.verified])
      try place.write(noise(5000, seed: 2), to: "models/owner/repo/model.safetensors")
      try place.write([1], to: "models/owner/repo/extra.bin")
      try FileManager.default.removeItem(
        atPath: "\(place.library.root)/owner/repo/tokenizer.json")
      #expect(
        try status() == [
          "config.json": .verified, "model.safetensors": .altered, "tokenizer.json": .missing,
          "extra.bin": .unrecorded,
        ])
    }
  }

  @Test(
    "a record of a pull that cannot be read is wrong itself, also where no file is left",
    arguments: ["{", "", #"{"file": []}"#, nil])
  func damagedRecord(text: String?) async throws {
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      _ = try await place.pull("owner/repo", server)
      let folder = "\(place.library.root)/owner/repo"
      let record = "\(folder)/\(ModelManifest.fileName)"
      try FileManager.default.removeItem(atPath: record)
      let check = LibraryCheck(place.library)
      func wrong() throws -> [LibraryCheck.File] {
        try place.library.list().flatMap { try check.files(of: $0) }.filter(\.isWrong)
      }
      #expect(try wrong() == [])
      if let text {
        try Data(text.utf8).write(to: URL(filePath: record))
      } else {
        #expect(mkfifo(record, 0o600) == 0)
      }
      let damaged = [LibraryCheck.File(name: ModelManifest.fileName, status: .damaged)]
      #expect(try wrong() == damaged)
      try FileManager.default.removeItem(atPath: "\(folder)/m.gguf")
      #expect(try wrong() == damaged)
      _ = try await place.pull("owner/repo", server)
      #expect(try wrong() == [])
    }
  }
}
