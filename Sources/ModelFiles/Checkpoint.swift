public import JSON
public import ModelSpec
import Tensors
import Tokenizers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A model on disk, opened: what it is, where its weights lie, and the files beside them.
///
/// Opening reads headers and configuration only; weights are mapped and read when they are used.
public struct Checkpoint: Sendable {
  /// The `.gguf` file or the folder.
  public let path: String
  /// Description of the model as its weights are stored: a head with a matrix of its own in the
  /// files is not tied here, also where it repeats the embedding and counts once
  /// (`ModelDescription` says how it counts).
  public let spec: ModelSpec
  /// Tells whether the files store the values of the token embedding as a head once more.
  package let storesHeadTwice: Bool
  /// Assumptions that had to be made, and other things that a user should know.
  public let notes: [String]
  /// The weights.
  public let weights: WeightFile
  /// `config.json`, for folders.
  public let config: JSONValue?

  /// Opens a `.gguf` file, or a folder with `config.json` and safetensors.
  ///
  /// - Throws: `ModelFileError`, `ConfigError` or `SpecError` naming what is wrong and where.
  public init(opening path: String) throws {
    self.path = path
    if Self.isFolder(path) {
      let config = try Self.readConfig(folder: path)
      let weights = try WeightFile(opening: path)
      if let refusal = weights.refusal { throw refusal }
      let name = path.split(separator: "/").last.map(String.init) ?? path
      var described = try ModelSpec.huggingFace(config, name: name)
      if let obstacle = described.obstacleToReading { throw obstacle }
      storesHeadTwice = described.settleHead(weights) == .copy
      if storesHeadTwice { described.spec.head.isTied = false }
      described.settleBiases(weights)
      (self.weights, self.config) = (weights, config)
      (spec, notes) = (described.spec, described.notes)
    } else {
      guard FileManager.default.fileExists(atPath: path) else {
        throw ModelFileError(
          .missing, path: path, "there is no such file or folder",
          advice:
            "name a .gguf file, a folder with config.json and safetensors, or a model of the library"
        )
      }
      let weights = try WeightFile(opening: path)
      guard case .gguf(let file) = weights else {
        throw ModelFileError(
          .unsupported, path: path, "a safetensors file alone does not say what model it holds",
          advice: "name the folder that also holds its config.json")
      }
      var described = try ModelSpec.gguf(file)
      if let obstacle = described.obstacleToReading {
        throw ModelFileError(
          .unsupported, path: path, obstacle.problem,
          advice: "carat plan tells what it takes")
      }
      storesHeadTwice = described.settleHead(weights) == .copy
      if storesHeadTwice { described.spec.head.isTied = false }
      (self.weights, config) = (weights, nil)
      (spec, notes) = (described.spec, described.notes)
    }
  }

  /// Tells whether all matrices that the model reads are stored in F32: what a plan counts as
  /// its weights.
  public var isStoredInF32: Bool {
    (try? WeightStorage(spec, storedIn: weights))?.isFloat32 ?? false
  }

  /// Finds the spec's tensors in the file.
  public func weightMap() throws -> WeightMap { try WeightMap(spec, file: weights) }

  /// The same for writing the model anew: a head that repeats the embedding to the last byte is
  /// left out.
  package func weightMapForWriting() throws -> WeightMap {
    let map = try weightMap()
    guard storesHeadTwice else { return map }
    let pair = try spec.tensors.filter { [.tokenEmbedding, .head].contains($0.role) }
      .map { try map.tensor($0) }
    guard let embedding = pair.first, let head = pair.last, embedding.format == head.format,
      embedding.bytes.elementsEqual(head.bytes)
    else { return map }
    var tied = spec
    tied.head.isTied = true
    return try WeightMap(tied, file: weights)
  }

  /// The text of a file of the folder, or `nil` if there is none or this is a GGUF file.
  package func sidecar(_ name: String) throws -> [UInt8]? {
    guard Self.isFolder(path) else { return nil }
    let file = "\(path)/\(name)"
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    return try Self.read(file)
  }

  static func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }

  static func isFolder(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
  }

  static func read(_ file: String) throws(ModelFileError) -> [UInt8] {
    do throws(StorageError) {
      let storage = try Storage(mapping: file)
      return withExtendedLifetime(storage) { [UInt8](storage.bytes) }
    } catch {
      throw ModelFileError(.inaccessible, path: file, "cannot be read: \(error.reason)")
    }
  }

  private static func readConfig(folder: String) throws -> JSONValue {
    let file = "\(folder)/config.json"
    guard FileManager.default.fileExists(atPath: file) else {
      throw ModelFileError(
        .missing, path: folder, "the folder has no config.json",
        advice: "name a folder in the Hugging Face layout, or a .gguf file")
    }
    do {
      return try JSONValue(parsing: read(file))
    } catch let error as JSONError {
      throw ModelFileError(.malformed, path: file, error.description)
    }
  }
}
