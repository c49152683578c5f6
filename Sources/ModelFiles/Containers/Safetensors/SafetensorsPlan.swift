import ModelSpec

/// The layout of tensors over files.
struct SafetensorsPlan {
  /// Tells whether `path` is a folder.
  let isFolder: Bool
  /// The files' tensors in the order of their values.
  let shards: [[WeightEntry]]
  private let path: String
  /// Values that a writer puts into one file before it begins another, unless told.
  static let shardBytes = 5_000_000_000

  /// Checks the tensors and spreads them over files in their order.
  init(
    path: String, tensors: [TensorDeclaration], maximumShardBytes: Int
  ) throws(ModelFileError) {
    self.path = path
    isFolder = !path.hasSuffix(".safetensors")
    let entries = try TensorSequence.entries(for: tensors, path: path)
    for entry in entries { try Self.check(entry, path: path) }
    let limit = isFolder ? max(1, maximumShardBytes) : .max
    shards = Self.shards(entries, limit: limit).map(Self.aligned)
  }

  private static func check(_ entry: WeightEntry, path: String) throws(ModelFileError) {
    guard entry.name != "__metadata__" else {
      throw ModelFileError(.mismatched, path: path, "no tensor can be named '__metadata__'")
    }
    guard entry.format.flatMap(SafetensorsType.init) != nil else {
      throw ModelFileError(
        .mismatched, path: path,
        "tensor \(quoted(entry.name)) has a format that safetensors cannot hold",
        expected: "F32, F16 or BF16", got: entry.formatName, advice: "write a GGUF file")
    }
  }

  private static func shards(_ entries: [WeightEntry], limit: Int) -> [[WeightEntry]] {
    var shards: [[WeightEntry]] = [[]]
    var size = 0
    for entry in entries {
      // A file holds one tensor at least, however large.
      if !shards[shards.count - 1].isEmpty, size + entry.byteCount > limit {
        shards.append([])
        size = 0
      }
      shards[shards.count - 1].append(entry)
      size += entry.byteCount
    }
    return shards
  }

  /// Wider elements first, so that every tensor begins at a multiple of its elements' size.
  private static func aligned(_ entries: [WeightEntry]) -> [WeightEntry] {
    entries.filter { $0.format == .f32 } + entries.filter { $0.format != .f32 }
  }

  /// The files' names.
  var names: [String] { shards.indices.map(name) }

  /// Path of a file.
  func path(of shard: Int) -> String { isFolder ? "\(path)/\(name(of: shard))" : path }

  private func name(of shard: Int) -> String {
    guard shards.count > 1 else { return "model.safetensors" }
    return "model-\((shard + 1).fiveDigits)-of-\(shards.count.fiveDigits).safetensors"
  }

  /// The text of the index, if there are shards.
  var index: String? {
    guard shards.count > 1 else { return nil }
    let total = shards.joined().reduce(0) { $0 + $1.byteCount }
    let map = shards.enumerated().flatMap { number, entries in
      entries.map { "    \(JSONText.string($0.name)): \(JSONText.string(name(of: number)))" }
    }
    return """
      {
        "metadata": {
          "total_size": \(total)
        },
        "weight_map": {
      \(map.joined(separator: ",\n"))
        }
      }

      """
  }

  /// The first bytes of a file: the header's length, then the header, padded so that the values are
  /// aligned to 8.
  func header(of shard: Int, metadata: [String: String]) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let notes = metadata.sorted { $0.key < $1.key }.map {
        "\(JSONText.string($0.key)):\(JSONText.string($0.value))"
      }
      members.append("\"__metadata__\":{\(notes.joined(separator: ","))}")
    }
    var offset = 0
    for entry in shards[shard] {
      let shape = entry.shape.map(String.init).joined(separator: ",")
      let end = offset + entry.byteCount
      members.append(
        "\(JSONText.string(entry.name)):{\"dtype\":\"\(entry.formatName)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(text.count))
    return bytes + text
  }
}
