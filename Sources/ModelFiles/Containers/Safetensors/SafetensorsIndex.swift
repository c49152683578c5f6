private import JSON
private import Tensors
private import Tokenizers

/// The index of a sharded model: which file holds which tensor.
struct SafetensorsIndex {
  let path: String
  /// The shards' file names, sorted.
  let files: [String]
  /// Position of each tensor's file in `files`.
  let shardOf: [String: Int]
  /// Bytes of the index.
  let byteCount: Int

  /// Reads an index; its shards lie in the same folder.
  init(opening path: String) throws(ModelFileError) {
    let storage: Storage
    do { storage = try Storage(mapping: path) } catch { throw ModelFileError(error, path: path) }
    try self.init(parsing: storage.copy(0..<storage.count), path: path)
  }

  /// Reads an index from its text.
  init(parsing bytes: [UInt8], path: String) throws(ModelFileError) {
    byteCount = bytes.count
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes, depthLimit: 8) } catch {
      throw ModelFileError(
        .malformed, path: path, "the index is not valid JSON: \(error.problem)",
        offset: error.offset)
    }
    guard let map = json["weight_map"]?.object else {
      throw ModelFileError(
        .malformed, path: path, "the index has no 'weight_map'", expected: "an object of file names"
      )
    }
    var fileOf: [String: String] = [:]
    for (name, value) in map { fileOf[name] = try Self.file(value, of: name, path: path) }
    files = Set(fileOf.values).sorted()
    let position = Dictionary(uniqueKeysWithValues: zip(files, files.indices))
    shardOf = fileOf.compactMapValues { position[$0] }
    self.path = path
    guard !files.isEmpty else {
      throw ModelFileError(.malformed, path: path, "the index names no file")
    }
  }

  /// A file name that cannot lead out of the folder.
  private static func file(
    _ value: JSONValue, of name: String, path: String
  ) throws(ModelFileError) -> String {
    guard let file = value.string, file.hasSuffix(".safetensors"),
      !file.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 == 0 })
    else {
      throw ModelFileError(
        .malformed, path: path, "the index sends tensor \(quoted(name)) to a place that is refused",
        expected: "a .safetensors file in the folder of the index",
        got: value.string.map(quoted) ?? "no string")
    }
    return file
  }

  /// Opens the shards and checks that each holds the tensors that the index says.
  func openShards() throws(ModelFileError) -> [SafetensorsFile.Shard] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var shards: [SafetensorsFile.Shard] = []
    var names: [Set<String>] = []
    for file in files {
      let shard: SafetensorsFile.Shard
      do { shard = try SafetensorsFile.Shard(opening: folder + file) } catch {
        guard error.kind == .inaccessible else { throw error }
        throw ModelFileError(
          .missing, path: path, "the index names a file that cannot be read", expected: file,
          advice: "put all shards into the folder of the index")
      }
      shards.append(shard)
      names.append(Set(shard.header.tensors.map(\.entry.name)))
    }
    let missing = shardOf.filter { !names[$0.value].contains($0.key) }.keys.min()
    if let missing, let shard = shardOf[missing] {
      throw ModelFileError(
        .missing, path: shards[shard].path,
        "tensor \(quoted(missing)) is not in the file that the index names for it",
        advice: "get the shards and the index again, all of one revision")
    }
    return shards
  }
}
