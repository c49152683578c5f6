import Foundation
import ModelFiles
import Testing

@testable import ModelHub

@Suite struct HubCacheTests {
  private let files: [String: [UInt8]] = [
    "config.json": Array("{}".utf8), "model.safetensors": noise(50_000),
  ]
  private let base = "cache/models--owner--repo"

  /// Lays out a cache as the hub's own client does: blobs by digest, and links to them.
  private func fillCache(_ place: Workplace, changing: (String, [UInt8]) -> [UInt8] = { $1 }) throws
  {
    try place.write(Array(FakeHub.commit.utf8), to: "\(base)/refs/main")
    let snapshot = "\(place.folder)/\(base)/snapshots/\(FakeHub.commit)"
    try FileManager.default.createDirectory(atPath: snapshot, withIntermediateDirectories: true)
    for (name, content) in files {
      let digest = name.hasSuffix(".safetensors") ? sha256(content) : gitBlob(content)
      try place.write(changing(name, content), to: "\(base)/blobs/\(digest)")
      try FileManager.default.createSymbolicLink(
        atPath: "\(snapshot)/\(name)", withDestinationPath: "../../blobs/\(digest)")
    }
  }

  private func inode(_ path: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.systemFileNumber] as? NSNumber)?.intValue
  }

  @Test("files of a cache are linked, not fetched and not copied")
  func reuse() async throws {
    try await withHub(FakeHub(files)) { server, place in
      try fillCache(place)
      var configuration = place.configuration(server)
      configuration.cacheFolder = "\(place.folder)/cache"
      let pulled = try await place.puller(configuration).pull("owner/repo")
      #expect(server.requests.count == 1)
      for (name, content) in files {
        #expect(place.content("\(pulled.path)/\(name)") == content)
      }
      let blob = "\(place.folder)/\(base)/blobs/\(sha256(noise(50_000)))"
      #expect(inode("\(pulled.path)/model.safetensors") == inode(blob))
      #expect(place.isTidy)
    }
  }

  @Test("a pulled model outlives the cache that it was linked from")
  func prune() async throws {
    try await withHub(FakeHub(files)) { server, place in
      try fillCache(place)
      var configuration = place.configuration(server)
      configuration.cacheFolder = "\(place.folder)/cache"
      let pulled = try await place.puller(configuration).pull("owner/repo")
      try FileManager.default.removeItem(atPath: "\(place.folder)/cache")
      #expect(place.content("\(pulled.path)/model.safetensors") == noise(50_000))
    }
  }

  @Test("a damaged file of a cache is fetched instead, and the cache is left as it is")
  func damaged() async throws {
    try await withHub(FakeHub(files)) { server, place in
      let bad = noise(50_000, seed: 8)
      try fillCache(place) { name, content in name == "config.json" ? content : bad }
      var configuration = place.configuration(server)
      configuration.cacheFolder = "\(place.folder)/cache"
      let pulled = try await place.puller(configuration).pull("owner/repo")
      #expect(place.content("\(pulled.path)/model.safetensors") == noise(50_000))
      let blob = "\(place.folder)/\(base)/blobs/\(sha256(noise(50_000)))"
      #expect(place.content(blob) == bad)
      #expect(server.requests.count == 2)
    }
  }

  @Test("offline, a cache is enough, and no request is made")
  func offline() async throws {
    try await withHub(FakeHub(files)) { server, place in
      try fillCache(place)
      var configuration = place.configuration(server)
      configuration.cacheFolder = "\(place.folder)/cache"
      configuration.isOffline = true
      let pulled = try await place.puller(configuration).pull("owner/repo")
      #expect(place.content("\(pulled.path)/model.safetensors") == noise(50_000))
      #expect(server.requests.isEmpty)
    }
  }

  @Test("offline, what was pulled before is found, and what was not is told with the places")
  func offlineLibrary() async throws {
    try await withHub(FakeHub(files)) { server, place in
      let first = try await place.pull("owner/repo", server)
      var configuration = place.configuration(server)
      configuration.isOffline = true
      let count = server.requests.count
      let again = try await place.puller(configuration).pull("owner/repo")
      #expect(again == first)
      let error = await #expect(throws: HubError.self) {
        try await place.puller(configuration).pull("owner/other")
      }
      #expect(error?.description.contains(place.library.root) == true)
      #expect(server.requests.count == count)
    }
  }
}
