public import ModelSpec
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes an opened model in another container, other formats, or both, tensor by tensor.
///
/// The model is never in memory as a whole, and nothing appears under the new name before it is complete.
public struct ModelConverter: Sendable {
  /// The model.
  public let checkpoint: Checkpoint

  /// A converter for a model.
  public init(_ checkpoint: Checkpoint) { self.checkpoint = checkpoint }

  /// Converts the model.
  ///
  /// Can be cancelled with the task that calls it, and by an error from `progress`; nothing is left behind then. The result
  /// does not depend on the number of threads.
  /// - Parameters:
  ///   - path: A file that ends in `.gguf`, or a folder in the Hugging Face layout.
  ///   - format: The format of matrices; norms, biases and routers of GGUF files stay in F32.
  ///   - threads: Threads that quantise.
  ///   - progress: Called after every few megabytes.
  /// - Throws: `ConversionError` for what cannot be converted, `ModelFileError` for what cannot be read or written,
  ///   `CancellationError`.
  @discardableResult
  public func convert(
    to path: String, format: TargetFormat, threads: Int = 1,
    progress: @escaping (ConversionProgress) throws -> Void = { _ in }
  ) throws -> ConversionReport {
    let path = Self.withoutSlash(path)
    try checkPlaces(path)
    return try plan(for: path, format: format)
      .write(to: path, format: format, threads: threads, progress: progress)
  }

  /// Bytes of values that `convert` would write, without writing them.
  public func predictedTensorBytes(to path: String, format: TargetFormat) throws -> Int {
    try plan(for: Self.withoutSlash(path), format: format).tensorBytes
  }

  private func plan(for path: String, format: TargetFormat) throws -> ConversionPlan {
    if path.hasSuffix(".gguf") {
      switch checkpoint.weights {
      case .gguf(let file): return try .gguf(recasting: checkpoint, file: file, target: format)
      case .safetensors: return try .gguf(arranging: checkpoint, target: format)
      }
    }
    let plain = try ConversionPlan.plainFormat(format, path: path)
    switch checkpoint.weights {
    case .gguf(let file): return try .folder(arranging: checkpoint, file: file, format: plain)
    case .safetensors: return try .folder(recasting: checkpoint, format: plain)
    }
  }

  /// The new file must not be the old one: a model is not replaced by a rounded copy of itself unasked.
  private func checkPlaces(_ path: String) throws {
    var sources = [checkpoint.path]
    if case .gguf(let file) = checkpoint.weights { sources += file.paths }
    if sources.contains(where: { Self.place($0) == Self.place(path) }) {
      throw ConversionError("\(path) is the model itself; name another file or folder to write")
    }
    try ConversionPlan.checkPlace(path)
  }

  private static func withoutSlash(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  private static func place(_ path: String) -> String {
    URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}

extension ConversionPlan {
  /// Bytes of all values.
  var tensorBytes: Int {
    tensors.reduce(0) { sum, tensor in
      sum
        + (Tensor.byteCount(shape: tensor.declaration.shape, format: tensor.declaration.format) ?? 0)
    }
  }

  /// Whether what is there already allows a file or folder to be put here.
  static func checkPlace(_ path: String) throws {
    var isDirectory = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    if path.hasSuffix(".safetensors") {
      throw ConversionError(
        "\(path): a safetensors file alone does not say what model it holds; name a folder, "
          + "or a file that ends in .gguf")
    }
    guard exists, isDirectory == path.hasSuffix(".gguf") else { return }
    throw ConversionError(
      isDirectory
        ? "\(path) is a folder; name a file to write"
        : "\(path) is a file; name a folder to write, or a file that ends in .gguf")
  }

  /// Writes all of it.
  func write(
    to path: String, format: TargetFormat, threads: Int,
    progress: @escaping (ConversionProgress) throws -> Void
  ) throws -> ConversionReport {
    guard TargetFormat.all.contains(format) else {
      throw ConversionError(
        "\(path): \(format.name) can be read, not written; choose one of "
          + TargetFormat.all.map(\.name).joined(separator: ", "))
    }
    let device = try Device(threads: threads)
    let writer = try writer(at: path)
    var run = ConversionRun(device: device, writer: writer, report: progress)
    try run.write(tensors)
    if case .folder(let sidecars) = container {
      let files = try sidecars.map { name, bytes in
        let file = try AtomicFile(creating: "\(path)/\(name)")
        try file.write(bytes)
        try file.seal()
        return file
      }
      try writer.finish()
      for file in files { try file.commit() }
    } else {
      try writer.finish()
    }
    return ConversionReport(
      path: path, format: format, tensorBytes: tensorBytes,
      bytes: try WeightFile(opening: path).fileBytes, shares: shares, notes: notes)
  }

  private var shares: [ConversionReport.Share] {
    var shares: [StorageFormat: ConversionReport.Share] = [:]
    for tensor in tensors {
      let (shape, format) = (tensor.declaration.shape, tensor.declaration.format)
      let bytes = Tensor.byteCount(shape: shape, format: format) ?? 0
      shares[format, default: .init(format: format, tensors: 0, bytes: 0)].tensors += 1
      shares[format]?.bytes += bytes
    }
    return shares.values.sorted { ($0.bytes, $0.format.rawValue) > ($1.bytes, $1.format.rawValue) }
  }
}
