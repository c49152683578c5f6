import ModelFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Brings a repository's model into the library.
struct RepositoryPull: Sendable {
  let reference: HubReference
  let name: ModelName
  let library: ModelLibrary
  let configuration: HubConfiguration
  let disk: DiskSpace
  let onEvent: @Sendable (PullEvent) -> Void

  var staging: Staging { Staging(library: library, name: name) }
  var cache: HubCache? {
    configuration.cacheFolder.map { HubCache(folder: $0, repository: reference.repository) }
  }

  /// Pulls, and returns the files that were asked for.
  func run() async throws -> [ModelManifest.File] {
    try await library.withPullLock(on: name, onEvent: onEvent) {
      if configuration.isOffline { return try await runOffline() }
      let endpoint = try RepositoryClient.endpoint(configuration.endpoint)
      return try await HTTPTransport.with(configuration, endpoint: endpoint) { transport in
        let client = RepositoryClient(
          transport: transport, endpoint: endpoint.url, reference: reference,
          retry: configuration.retry, limits: configuration.limits,
          hasToken: configuration.token != nil, onEvent: onEvent)
        return try await gather(try await client.listing(), client)
      }
    }
  }

  private func runOffline() async throws -> [ModelManifest.File] {
    let revision = reference.revision ?? "main"
    if let listing = cache?.listing(of: revision),
      let files = try? FileSelection(listing, of: reference.repository).choose(reference.file),
      !files.isEmpty
    {
      return try await gather(listing, nil)
    }
    if let manifest = library.manifest(of: name) {
      let listing = RepositoryListing(
        commit: nil,
        files: manifest.files.map {
          RepositoryFile(
            path: $0.name, bytes: $0.bytes, identity: .sha256($0.sha256), isPublished: false)
        })
      let chosen = try FileSelection(listing, of: reference.repository).choose(reference.file)
      let meter = ProgressMeter(files: chosen.map(\.planned), onEvent: onEvent)
      return try chosen.map { file in
        guard let here = try fromLibrary(file, manifest, meter) else {
          throw HubError.altered(file: file.path, model: name.description)
        }
        return here.file
      }
    }
    throw HubError.offline(
      name.description, searched: [library.root, configuration.cacheFolder].compactMap(\.self))
  }

  /// Finds or fetches what the model needs, and installs it.
  private func gather(
    _ listing: RepositoryListing, _ client: RepositoryClient?
  ) async throws -> [ModelManifest.File] {
    let wanted = try FileSelection(listing, of: reference.repository).choose(reference.file)
    let planned = wanted.map(\.planned)
    onEvent(.planned(files: planned))
    let meter = ProgressMeter(files: planned, onEvent: onEvent)
    let manifest = library.manifest(of: name)
    try staging.prepare()
    var gathered: [String: Staging.Gathered] = [:]
    var missing: [RepositoryFile] = []
    for file in wanted {
      let found =
        try fromLibrary(file, manifest, meter) ?? fromCache(file, commit: listing.commit, meter)
      if let found {
        gathered[file.path] = found
      } else {
        meter.start(file.path, at: 0)
        missing.append(file)
      }
    }
    if !missing.isEmpty {
      guard let client else {
        throw HubError.offline(name.description, searched: missing.map(\.path))
      }
      try checkSpace(for: missing)
      for item in try await fetch(missing, listing.commit, client, meter) {
        gathered[item.file.name] = item
      }
    }
    let items = wanted.compactMap { gathered[$0.path] }
    try install(items, commit: listing.commit, earlier: manifest)
    return items.map(\.file)
  }

  private func install(
    _ items: [Staging.Gathered], commit: String?, earlier: ModelManifest?
  ) throws {
    let names = Set(items.map(\.file.name))
    let kept = earlier?.files.filter { !names.contains($0.name) } ?? []
    let source = ModelManifest.Source.repository(
      name: reference.repository, revision: reference.revision ?? "main", commit: commit)
    let files = kept + items.map(\.file)
    if let earlier, earlier.source == source, earlier.files == files,
      items.allSatisfy({ $0.place == .library })
    {
      staging.removeIfDone()
      return
    }
    try staging.install(
      items, ModelManifest(source: source, files: files, pulledAt: Date()))
  }

  /// Fetches files, a few at a time; the first failure ends all.
  private func fetch(
    _ files: [RepositoryFile], _ commit: String?, _ client: RepositoryClient,
    _ meter: ProgressMeter
  ) async throws -> [Staging.Gathered] {
    let folder = try staging.partsFolder()
    return try await withThrowingTaskGroup(of: Staging.Gathered.self) { group in
      var waiting = files.makeIterator()
      var done: [Staging.Gathered] = []
      func startNext() throws {
        guard let file = waiting.next() else { return }
        let part = staging.partName(file.path, file.identity)
        let fetcher = FileFetcher(
          client: client, meter: meter, file: file,
          url: try client.address(of: file, commit: commit), folder: folder, partName: part,
          disk: disk)
        group.addTask {
          Staging.Gathered(file: try await fetcher.fetch(), place: .part(part))
        }
      }
      for _ in 0..<configuration.concurrentFiles { try startNext() }
      while let item = try await group.next() {
        done.append(item)
        try startNext()
      }
      return done
    }
  }

  private func checkSpace(for files: [RepositoryFile]) throws {
    let parts = try staging.partsFolder()
    let needed = files.map { file in
      let here = parts.status(of: staging.partName(file.path, file.identity))?.bytes ?? 0
      return max(0, (file.bytes ?? 0) - here)
    }
    try disk.check(library.root, takes: ByteCount.sum(needed) ?? .max)
  }
}
