public import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes safetensors, tensor by tensor: one file, or shards with an index; files appear when all
/// are complete.
///
/// Make it with everything but the values, `append` the values of `tensors` in order, then
/// `finish`. A writer that is dropped before leaves nothing behind.
public final class SafetensorsWriter {
  /// The tensors in the order in which their bytes must be appended.
  ///
  /// Within a file, wider elements come first, so that each tensor is aligned to its elements.
  public var tensors: [WeightEntry] { sequence.entries }
  private let path: String
  private let plan: SafetensorsPlan
  private let metadata: [String: String]
  private let isReplacing: Bool
  private var sequence: TensorSequence
  private var files: [AtomicFile] = []
  private var createdFolder = false
  /// The number of the first tensor, among all, that belongs to the shard after the current one.
  private var shardEnd = 0

  /// Starts a model.
  ///
  /// - Parameters:
  ///   - path: A folder, made if it is not there; or, if it ends in `.safetensors`, one file.
  ///   - tensors: What will be written: F32, F16 or BF16.
  ///   - metadata: Notes for readers.
  ///   - maximumShardBytes: Values that one file of a folder may hold before another is begun.
  ///   - replacing: Whether files that have the names give way to the new ones when those
  ///     are complete.
  /// - Throws: `ModelFileError` for what the format cannot hold, for a folder that holds other
  ///   weights already, and for what the system refuses.
  public init(
    creating path: String, tensors: [TensorDeclaration],
    metadata: [String: String] = ["format": "pt"], maximumShardBytes: Int = 5_000_000_000,
    replacing: Bool = true
  ) throws(ModelFileError) {
    self.path = path
    self.metadata = metadata
    isReplacing = replacing
    plan = try SafetensorsPlan(
      path: path, tensors: tensors, maximumShardBytes: maximumShardBytes)
    sequence = TensorSequence(plan.shards.flatMap { $0 }, path: path)
    if plan.isFolder { try prepareFolder() }
    try openShards()
  }

  deinit {
    files = []
    guard createdFolder else { return }
    // Only a folder that is still empty is ours to remove.
    if (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true {
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  /// Appends bytes of the current tensor: all of them, or a part.
  public func append(_ bytes: borrowing RawSpan) throws(ModelFileError) {
    let isComplete = try sequence.count(bytes.byteCount)
    do { try files.last?.write(bytes) } catch { throw ModelFileError(error) }
    if isComplete { try openShards() }
  }

  /// Appends the values of a tensor as they are stored.
  public func append(_ tensor: Tensor) throws(ModelFileError) {
    let range = tensor.offset..<tensor.offset + tensor.byteCount
    try tensor.storage.withBytes(in: range) { bytes throws(ModelFileError) in try append(bytes) }
  }

  /// Makes the files durable and gives them their names, the index last.
  public func finish() throws(ModelFileError) {
    try sequence.checkComplete()
    do {
      for file in files { try file.seal() }
      for file in files { try file.commit() }
      if let index = plan.index {
        let file = try AtomicFile(
          creating: "\(path)/\(SafetensorsSource.indexName)", replacing: isReplacing)
        try file.write(Array(index.utf8))
        try file.commit()
      }
    } catch { throw ModelFileError(error) }
  }

  /// Begins the shards up to the one that holds the current tensor.
  private func openShards() throws(ModelFileError) {
    while files.count < plan.shards.count, sequence.current >= shardEnd {
      let number = files.count
      do {
        try files.last?.seal()
        let file = try AtomicFile(creating: plan.path(of: number), replacing: isReplacing)
        try file.write(plan.header(of: number, metadata: metadata))
        files.append(file)
      } catch { throw ModelFileError(error) }
      shardEnd += plan.shards[number].count
    }
  }

  /// Makes the folder, or checks that no weights would be left in it that do not belong to
  /// this model.
  private func prepareFolder() throws(ModelFileError) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      do {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true)
      } catch {
        throw ModelFileError(
          .inaccessible, path: path, "the folder cannot be made",
          advice: "name one in a place where folders may be made")
      }
      createdFolder = true
      return
    }
    try removeStale(names)
    let isForeign = { (name: String) in
      name.hasSuffix(".safetensors") && !self.plan.names.contains(name)
        || name == SafetensorsSource.indexName && self.plan.index == nil
    }
    if let stale = names.sorted().first(where: isForeign) {
      throw ModelFileError(
        .inaccessible, path: path,
        "the folder holds other weights, which would be mixed with these",
        got: stale, advice: "name another folder, or empty this one")
    }
  }

  /// Removes what conversions into this folder that were killed have left.
  private func removeStale(_ names: [String]) throws(ModelFileError) {
    do {
      try AtomicFile.removeStale(in: path, names: names) {
        $0.hasSuffix(".safetensors") || $0.hasSuffix(".json") || $0.hasSuffix(".jinja")
          || $0.hasSuffix(".model") || $0.hasSuffix(".txt")
      }
    } catch { throw ModelFileError(error) }
  }
}
