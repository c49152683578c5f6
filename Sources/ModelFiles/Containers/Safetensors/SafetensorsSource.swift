#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The file of a folder to open.
enum SafetensorsSource {
  /// One file with all tensors.
  case file(String)
  /// An index that names shards.
  case index(String)

  static let indexName = "model.safetensors.index.json"

  /// Looks at what `path` names.
  init(at path: String) throws(ModelFileError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ModelFileError(
        .inaccessible, path: path, "there is no such file or folder", advice: "check the path")
    }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      self = path.hasSuffix(".json") ? .index(path) : .file(path)
      return
    }
    self = try Self.choose(among: names.sorted(), in: path)
  }

  private static func choose(
    among names: [String], in folder: String
  ) throws(ModelFileError) -> SafetensorsSource {
    let files = names.filter { $0.hasSuffix(".safetensors") }
    if files.contains("model.safetensors") { return .file("\(folder)/model.safetensors") }
    if names.contains(indexName) { return .index("\(folder)/\(indexName)") }
    switch files.count {
    case 1: return .file("\(folder)/\(files[0])")
    case 0: throw noWeights(among: names, in: folder)
    default:
      throw ModelFileError(
        .missing, path: folder, "there are \(files.count) safetensors files and no index",
        expected: indexName, got: files.prefix(3).joined(separator: ", "),
        advice: "get the index too, or name one file")
    }
  }

  private static func noWeights(among names: [String], in folder: String) -> ModelFileError {
    let pickled = names.first { name in
      [".bin", ".pt", ".pth", ".ckpt"].contains { name.hasSuffix($0) }
        && !name.hasPrefix("training_args") && !name.hasPrefix("optimizer")
    }
    if let pickled {
      return ModelFileError(
        .unsupported, path: folder, "the weights are a Python pickle, which can run code",
        expected: "safetensors", got: pickled,
        advice: "save the model with save_pretrained(..., safe_serialization=True), or get its "
          + "safetensors form")
    }
    if let other = names.first(where: { $0.hasSuffix(".msgpack") || $0.hasSuffix(".h5") }) {
      return ModelFileError(
        .unsupported, path: folder, "the weights are in the form of another framework",
        expected: "safetensors", got: other, advice: "get the model's safetensors form")
    }
    if let file = names.first(where: GGUFName.isGGUF) {
      return ModelFileError(
        .missing, path: folder, "the folder holds GGUF files and no safetensors", got: file,
        advice: "name the GGUF file itself")
    }
    return ModelFileError(
      .missing, path: folder, "the folder holds no weights",
      expected: "model.safetensors, or \(indexName) with its shards")
  }
}
