public import ModelSpec

/// A description of a model, read from a configuration or from headers alone: for planning,
/// whatever the size of the files.
///
/// A spec is known where a configuration or GGUF metadata tell it; stored tensors where there are
/// weights. Either may be missing, and the notes say why.
public struct ModelDescription: Sendable {
  /// The kind of thing that was named.
  public enum Source: String, Sendable, Hashable {
    /// A configuration alone.
    case config
    /// A folder in the Hugging Face layout, or the index of its shards.
    case folder
    /// A GGUF file.
    case gguf
    /// One safetensors file.
    case safetensors
  }

  /// The file or folder.
  public let path: String
  /// Kind of thing that was named.
  public let source: Source
  /// The model's own name, or the file's.
  public internal(set) var name: String
  /// The model, if its kind is known.
  public internal(set) var spec: ModelSpec?
  /// Assumptions that had to be made, and other things that a user should know.
  public internal(set) var notes: [String] = []
  /// Tensors that the files store, if there are weights.
  public internal(set) var stored: StoredTensors?
  /// The tile of one scale, where a configuration says that weights are FP8.
  public internal(set) var scaleBlock: ScaleBlock?
  /// Quantisation of the weights, as a configuration says.
  public internal(set) var quantization: QuantizationScheme?
  /// Bytes that were read: configuration, indices, headers and the small tables that describe a
  /// GGUF's rotary embedding.
  public internal(set) var bytesRead = 0
  var obstacleToReading: String?
  var unknownQuantizer: String?
  /// Tells whether a configuration of an unknown kind of model speaks of a quantiser.
  var namesQuantizer = false

  /// Reads the description of a bare configuration (any `.json` file), a folder with `config.json`,
  /// whose weights may be missing, a `.gguf` file, a `.safetensors` file, or an index of shards.
  ///
  /// - Throws: `ModelFileError`, `ConfigError` or `SpecError` naming what is wrong and where.
  public init(reading path: String) throws {
    guard Checkpoint.exists(path) else {
      throw ModelFileError(
        .missing, path: path, "there is no such file or folder",
        advice:
          "name a configuration (.json), a folder with config.json, a .gguf or a .safetensors file")
    }
    self.path = path
    name = Self.title(of: path)
    if Checkpoint.isFolder(path) {
      source = .folder
      try readFolder()
    } else if path.hasSuffix(".json") {
      let config = try ConfigText(reading: path)
      source = config.isIndex ? .folder : .config
      if config.isIndex { try readIndex() } else { try describe(config) }
    } else {
      switch try WeightFile(opening: path) {
      case .gguf(let file):
        source = .gguf
        try readGGUF(file)
      case .safetensors(let file):
        source = .safetensors
        try readSafetensors(file)
      }
    }
    if let quantization, let stored {
      self.stored = StoredTensors(stored.file, declared: quantization)
    }
  }

  /// Reason that Carat cannot run the model, or `nil` if nothing in the description speaks
  /// against it.
  public var obstacleToRunning: String? {
    if let obstacleToReading { return obstacleToReading }
    if let refusal = stored?.file.refusal { return refusal.problem }
    guard let spec else { return "the architecture is not known" }
    return spec.obstacleToRunning.map { "a model with \($0)" }
  }

  /// Tells whether the number of parameters is counted: from the model's own dimensions, or, where
  /// its kind is not known, from headers in which each stored value is a parameter.
  public var isCounted: Bool {
    spec != nil || (!namesQuantizer && stored?.matrices.holdsOneValueEach == true)
  }

  /// The weights as the files store them; without files as the configuration says that a quantiser
  /// stores them, if it does.
  ///
  /// - Throws: `SpecError` beyond 2^62 bytes.
  public func weightStorage() throws(SpecError) -> WeightStorage? {
    guard let spec else { return stored.map { WeightStorage(unknown: $0) } }
    if let stored { return try WeightStorage(spec, storedIn: stored) }
    if let quantization { return try WeightStorage(spec, declared: quantization) }
    return try unknownQuantizer.map { method throws(SpecError) in
      try WeightStorage(spec, beforeQuantizer: method)
    }
  }

  /// Elements that a published set of weights of this model stores, scales and prediction modules
  /// included, before any is there.
  public var publishedElements: StoredElementCount? { spec?.storedElements(scaledBy: scaleBlock) }

  /// Audit of what the files store beside the parameters, if both are known.
  public var audit: StorageAudit? {
    guard let spec, let stored else { return nil }
    return StorageAudit(spec, stored)
  }

  /// The last part of a path without its suffix; of a `config.json`, the folder's name.
  private static func title(of path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard let last = parts.last else { return path }
    if last == "config.json", parts.count > 1 { return parts[parts.count - 2] }
    for suffix in [".safetensors.index.json", ".json", ".gguf", ".safetensors"]
    where last.hasSuffix(suffix) && last.count > suffix.count {
      return String(last.dropLast(suffix.count))
    }
    return last
  }
}
