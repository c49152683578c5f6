public import ModelSpec

/// Writes an opened model in another container, other formats, or both, tensor by tensor.
///
/// The model is never in memory as a whole, and nothing appears under the new name before it
/// is complete.
public struct ModelConverter: Sendable {
  /// The model.
  public let checkpoint: Checkpoint

  /// A converter for a model.
  public init(_ checkpoint: Checkpoint) { self.checkpoint = checkpoint }

  /// Converts the model.
  ///
  /// Can be cancelled with the task that calls it, and by an error from `progress`; nothing is left
  /// behind then. The result does not depend on the number of threads.
  /// - Parameters:
  ///   - path: A file that ends in `.gguf`, or a folder in the Hugging Face layout.
  ///   - format: The format of matrices; norms, biases and routers of GGUF files stay in F32.
  ///   - replacing: Whether files that have the names give way to the new ones when those
  ///     are complete.
  ///   - threads: Threads that quantise.
  ///   - progress: Called after every few megabytes.
  /// - Throws: `ConversionError` for what cannot be converted, `ModelFileError` for what cannot be
  ///   read or written, `CancellationError`.
  @discardableResult
  public func convert(
    to path: String, format: TargetFormat, replacing: Bool = false, threads: Int = 1,
    progress: @escaping (ConversionProgress) throws -> Void = { _ in }
  ) throws -> ConversionReport {
    let place = try ConversionPlace(path)
    return try plan(for: place, format: format).write(
      to: place, format: format, replacing: replacing, sources: sources, threads: threads,
      progress: progress)
  }

  /// Checks that a conversion could begin, and makes nothing.
  ///
  /// - Throws: What `convert` would throw at once, but for a disk that is too full.
  public func check(to path: String, format: TargetFormat, replacing: Bool = false) throws {
    let place = try ConversionPlace(path)
    try plan(for: place, format: format)
      .check(place, format: format, replacing: replacing, sources: sources)
  }

  /// Bytes of values that `convert` would write, without writing them.
  public func predictedTensorBytes(to path: String, format: TargetFormat) throws -> Int {
    try plan(for: ConversionPlace(path), format: format).tensorBytes
  }

  private func plan(for place: ConversionPlace, format: TargetFormat) throws -> ConversionPlan {
    if place.container == .gguf {
      switch checkpoint.weights {
      case .gguf(let file): return try .gguf(recasting: checkpoint, file: file, target: format)
      case .safetensors: return try .gguf(arranging: checkpoint, target: format)
      }
    }
    let plain = try ConversionPlan.plainFormat(format, path: place.path)
    switch checkpoint.weights {
    case .gguf(let file): return try .folder(arranging: checkpoint, file: file, format: plain)
    case .safetensors: return try .folder(recasting: checkpoint, format: plain)
    }
  }

  /// Files and folders that must not be written over.
  private var sources: [String] {
    guard case .gguf(let file) = checkpoint.weights else { return [checkpoint.path] }
    return [checkpoint.path] + file.paths
  }
}
