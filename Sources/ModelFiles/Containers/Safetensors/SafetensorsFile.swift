public import Tensors

/// Safetensors weights, in one file or in shards with an index, mapped into memory.
///
/// Opening reads the headers only; values are read when they are used.
public struct SafetensorsFile: Sendable {
  /// One file of a model.
  struct Shard: Sendable {
    let path: String
    let header: SafetensorsHeader
    let storage: Storage

    /// Maps a file and reads its header.
    init(opening path: String) throws(ModelFileError) {
      do { storage = try Storage(mapping: path) } catch {
        throw ModelFileError(error, path: path)
      }
      self.path = path
      header = try SafetensorsHeader(parsing: storage, path: path)
    }
  }

  /// A tensor's shard and record there.
  private struct Place {
    let shard: Int
    let record: Int
  }

  /// The file, or the folder that holds the shards.
  public let path: String
  /// Tensors in the order of their values, shards one after another.
  public let entries: [WeightEntry]
  /// Tensors of the shards that the index sends elsewhere or does not name; they are not
  /// the model's.
  public let unlisted: [WeightEntry]
  private let shards: [Shard]
  private let places: [String: Place]
  private let indexBytes: Int

  /// Opens a `.safetensors` file, an `.index.json` with its shards, or a folder that has either.
  ///
  /// - Throws: `ModelFileError` if a file cannot be read or is not valid, if a shard or a tensor
  ///   that the index names is missing, or if the folder holds weights in other forms only.
  public init(opening path: String) throws(ModelFileError) {
    switch try SafetensorsSource(at: path) {
    case .file(let file):
      self.init(path: path, shards: [try Shard(opening: file)], shardOf: nil)
    case .index(let file):
      let index = try SafetensorsIndex(opening: file)
      self.init(
        path: path, shards: try index.openShards(), shardOf: index.shardOf,
        indexBytes: index.byteCount)
    }
  }

  /// Lists the tensors; with an index, a tensor counts only in the shard that the index says.
  private init(path: String, shards: [Shard], shardOf: [String: Int]?, indexBytes: Int = 0) {
    self.path = path
    self.indexBytes = indexBytes
    self.shards = shards
    var places: [String: Place] = [:]
    var (entries, unlisted): ([WeightEntry], [WeightEntry]) = ([], [])
    for (number, shard) in shards.enumerated() {
      for (position, record) in shard.header.tensors.enumerated() {
        let name = record.entry.name
        if let shardOf, shardOf[name] != number {
          unlisted.append(record.entry)
          continue
        }
        places[name] = Place(shard: number, record: position)
        entries.append(record.entry)
      }
    }
    self.places = places
    self.entries = entries
    self.unlisted = unlisted
  }

  /// Writer's notes about the file, or about the first shard.
  public var metadata: [String: String] { shards[0].header.metadata }
  /// Bytes that were read to open the file: the index and the headers of all shards.
  public var headerBytes: Int { shards.reduce(indexBytes) { $0 + $1.header.byteCount } }
  /// Bytes of all shards.
  public var fileBytes: Int { shards.reduce(0) { $0 + $1.storage.count } }
  /// The files that hold tensors.
  public var paths: [String] { shards.map(\.path) }
  /// Tensors that are listed but whose format is not read, such as masks and packed weights.
  public var unsupported: [WeightEntry] { entries.filter { $0.format == nil } }

  /// Tells whether a tensor of this name is there.
  public func contains(_ name: String) -> Bool { places[name] != nil }

  /// The description of a tensor, or `nil` without a tensor of this name.
  public func entry(named name: String) -> WeightEntry? {
    places[name].map { shards[$0.shard].header.tensors[$0.record].entry }
  }

  /// Tells whether a tensor's values start at a multiple of their own size; `nil` without such
  /// a tensor.
  public func isAligned(_ name: String) -> Bool? {
    places[name].map { place in
      let record = shards[place.shard].header.tensors[place.record]
      return record.offset % max(1, record.type.bits / 8) == 0
    }
  }

  /// Start of the bytes of a tensor of any format, or `nil` without a tensor of this name.
  func place(of name: String) -> (storage: Storage, offset: Int)? {
    places[name].map { place in
      let shard = shards[place.shard]
      return (shard.storage, shard.header.tensors[place.record].offset)
    }
  }

  /// The tensor with this name; its values stay in the file where they are aligned, else they
  /// are copied.
  ///
  /// - Throws: `ModelFileError` if there is none, or its format is not read.
  public func tensor(named name: String) throws(ModelFileError) -> Tensor {
    guard let place = places[name] else {
      throw ModelFileError(.missing, path: path, "there is no tensor \(quoted(name))")
    }
    let shard = shards[place.shard]
    let record = shard.header.tensors[place.record]
    guard let format = record.entry.format else {
      if let refusal { throw refusal }
      throw ModelFileError(
        .unsupported, path: shard.path,
        "tensor \(quoted(name)) is stored as \(record.entry.formatName), which is not read",
        offset: record.offset, expected: "F32, F16 or BF16")
    }
    var (storage, offset) = (shard.storage, record.offset)
    if isAligned(name) == false {
      let range = offset..<offset + record.entry.byteCount
      do { storage = try Storage(copying: range, of: storage) } catch {
        throw ModelFileError(error, path: shard.path)
      }
      offset = 0
    }
    guard
      let tensor = Tensor(
        storage: storage, offset: offset, shape: record.entry.shape, format: format)
    else {
      throw ModelFileError(
        .malformed, path: shard.path, "tensor \(quoted(name)) does not lie within its file",
        offset: record.offset)
    }
    return tensor
  }
}
