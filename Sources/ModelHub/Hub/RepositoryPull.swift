import Foundation
import ModelFiles

/// Brings a repository's model into the library.
struct RepositoryPull: Sendable {
  let reference: HubReference
  let name: ModelName
  let library: ModelLibrary
  let configuration: HubConfiguration
  let disk: DiskSpace
  let onEvent: @Sendable (PullEvent) -> Void

  private var staging: Staging { Staging(library: library, name: name) }
  private var cache: HubCache? {
    configuration.cacheFolder.map { HubCache(folder: $0, repository: reference.repository) }
  }

  /// Pulls, and returns the files that were asked for.
  func run() async throws -> [ModelManifest.File] {
    try await library.withPullLock(on: name, onEvent: onEvent) {
      if configuration.isOffline { return try await runOffline() }
      let endpoint = try RepositoryClient.endpointURL(configuration.endpoint)
      return try await HTTPTransport.with(configuration, endpoint: endpoint) { transport in
        let client = RepositoryClient(
          transport: transport, endpoint: endpoint, reference: reference,
          retry: configuration.retry, hasToken: configuration.token != nil, onEvent: onEvent)
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
          RepositoryFile(path: $0.name, bytes: $0.bytes, identity: .sha256($0.sha256))
        })
      let chosen = try FileSelection(listing, of: reference.repository).choose(reference.file)
      let here = try chosen.compactMap { try fromLibrary($0, manifest)?.file }
      if here.count == chosen.count { return here }
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
      let found = try fromLibrary(file, manifest) ?? fromCache(file, commit: listing.commit)
      if let found {
        gathered[file.path] = found
        meter.start(file.path, at: found.file.bytes)
      } else {
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
    try await withThrowingTaskGroup(of: Staging.Gathered.self) { group in
      var waiting = files.makeIterator()
      var done: [Staging.Gathered] = []
      func startNext() throws {
        guard let file = waiting.next() else { return }
        let part = staging.partPath(file.path, file.identity)
        let fetcher = FileFetcher(
          client: client, meter: meter, file: file,
          url: try client.address(of: file, commit: commit), partPath: part)
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
    var needed = 0
    for file in files {
      let here = fileSize(staging.partPath(file.path, file.identity)) ?? 0
      let (sum, overflow) = needed.addingReportingOverflow(max(0, (file.bytes ?? 0) - here))
      needed = overflow ? .max : sum
    }
    try disk.check(library.root, takes: needed)
  }
}

extension RepositoryPull {
  /// The file of an earlier pull, or one put there by hand, if it has the content.
  private func fromLibrary(
    _ file: RepositoryFile, _ manifest: ModelManifest?
  ) throws -> Staging.Gathered? {
    let path = "\(library.folder(for: name))/\(file.path)"
    guard let bytes = fileSize(path), bytes == file.bytes, let identity = file.identity else {
      return nil
    }
    let recorded = manifest?.files.first { $0.name == file.path && $0.bytes == bytes }
    if let recorded, identity == .sha256(recorded.sha256) {
      onEvent(.reused(file: file.path, from: .library))
      return Staging.Gathered(file: recorded, place: .library)
    }
    return try verified(file, at: path, .library, from: .library)
  }

  /// The file of a cache that other programs keep, if it has the content.
  private func fromCache(_ file: RepositoryFile, commit: String?) throws -> Staging.Gathered? {
    guard let commit, let path = cache?.content(of: file.path, commit: commit),
      let bytes = fileSize(path), file.bytes == nil || file.bytes == bytes
    else { return nil }
    return try verified(file, at: path, .foreign(path), from: .hubCache)
  }

  private func verified(
    _ file: RepositoryFile, at path: String, _ place: Staging.Gathered.Place,
    from source: ReuseSource
  ) throws -> Staging.Gathered? {
    guard let bytes = fileSize(path),
      let digest = try? ContentDigest.ofFile(path, bytes: bytes)
    else {
      try Task.checkCancellation()
      return nil
    }
    if let identity = file.identity, digest.counterpart(of: identity) != identity { return nil }
    onEvent(.reused(file: file.path, from: source))
    return Staging.Gathered(
      file: ModelManifest.File(name: file.path, bytes: bytes, sha256: digest.sha256Hex),
      place: place)
  }
}
