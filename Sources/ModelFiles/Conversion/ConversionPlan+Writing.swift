import ModelSpec
import Tensors

extension ConversionPlan {
  /// Bytes of all values.
  var tensorBytes: Int { tensors.reduce(0) { $0 + $1.byteCount } }

  /// Bytes of all that is written, but for some padding.
  private var expectedBytes: Int {
    var bytes = tensors.reduce(tensorBytes) { $0 + $1.declaration.name.utf8.count + 64 }
    switch container {
    case .gguf(let metadata):
      for (key, value) in metadata {
        bytes += key.utf8.count + 24
        if case .array(let array) = value { bytes += array.range.count }
        if case .string(let text) = value { bytes += text.utf8.count }
      }
    case .folder(let sidecars): bytes += sidecars.reduce(0) { $0 + $1.bytes.count }
    }
    return bytes
  }

  /// The files of a folder, or nothing for a file.
  private func names(in place: ConversionPlace) throws -> [String] {
    guard case .folder(let sidecars) = container else { return [] }
    let plan = try SafetensorsPlan(
      path: place.path, tensors: tensors.map(\.declaration),
      maximumShardBytes: SafetensorsPlan.shardBytes)
    return plan.names + (plan.index == nil ? [] : [SafetensorsSource.indexName])
      + sidecars.map(\.name)
  }

  /// Checks what can be checked before anything is made, but for the room on the disk.
  func check(
    _ place: ConversionPlace, format: TargetFormat, replacing: Bool, sources: [String]
  ) throws {
    guard TargetFormat.all.contains(format) else {
      throw ConversionError(
        "\(place.path): \(format.name) can be read, not written; choose one of "
          + TargetFormat.all.map(\.name).joined(separator: ", "))
    }
    try place.check(replacing: replacing, names: names(in: place), sources: sources)
  }

  /// Writes all of it.
  ///
  /// - Parameter sources: Files and folders that are being read.
  func write(
    to place: ConversionPlace, format: TargetFormat, replacing: Bool, sources: [String],
    threads: Int, progress: @escaping (ConversionProgress) throws -> Void
  ) throws -> ConversionReport {
    let path = place.path
    try check(place, format: format, replacing: replacing, sources: sources)
    let device = try CPUDevice(threads: threads)
    let writer = try writer(at: path, replacing: replacing)
    var files: [AtomicFile] = []
    // The writer removes a folder that it has made if nothing is left in it, so these go first.
    defer { withExtendedLifetime(writer) { files.removeAll() } }
    // Now, when what a killed conversion has left is gone.
    try place.checkSpace(for: expectedBytes)
    files = try sidecars(in: path, replacing: replacing)
    var run = ConversionRun(device: device, writer: writer, report: progress)
    try run.write(tensors)
    for file in files { try file.seal() }
    try writer.finish()
    // The configuration comes last: without it no reader takes the folder for a model.
    for file in files.reversed() { try file.commit() }
    return ConversionReport(
      path: path, format: format, tensorBytes: tensorBytes,
      bytes: try WeightFile(opening: path).fileBytes, shares: shares,
      notes: notes + ConversionNotes.faded(run.faded))
  }

  /// The files of a folder that are no weights, written but without their names yet.
  private func sidecars(in folder: String, replacing: Bool) throws -> [AtomicFile] {
    guard case .folder(let sidecars) = container else { return [] }
    do {
      return try sidecars.map { name, bytes in
        let file = try AtomicFile(creating: "\(folder)/\(name)", replacing: replacing)
        try file.write(bytes)
        return file
      }
    } catch let error as FileWriteError { throw ModelFileError(error) }
  }

  private var shares: [ConversionReport.Share] {
    var shares: [StorageFormat: ConversionReport.Share] = [:]
    for tensor in tensors {
      let format = tensor.declaration.format
      shares[format, default: .init(format: format, tensors: 0, bytes: 0)].tensors += 1
      shares[format]?.bytes += tensor.byteCount
    }
    return shares.values.sorted { ($0.bytes, $0.format.rawValue) > ($1.bytes, $1.format.rawValue) }
  }
}

extension PlannedTensor {
  /// Bytes of its values.
  fileprivate var byteCount: Int {
    Tensor.byteCount(shape: declaration.shape, format: declaration.format) ?? 0
  }
}
