public import Tensors

/// A model's weights, whichever container holds them.
public enum WeightFile: Sendable {
  /// A GGUF file, in one part or several.
  case gguf(GGUFFile)
  /// Safetensors, in one file or shards.
  case safetensors(SafetensorsFile)

  /// Opens a `.gguf` file, a `.safetensors` file, an index of shards, or a folder with safetensors.
  ///
  /// - Throws: `ModelFileError` if there are no weights that can be read.
  public init(opening path: String) throws(ModelFileError) {
    if GGUFName.isGGUF(path) || Self.isGGUF(path) {
      self = .gguf(try GGUFFile(opening: path))
    } else {
      self = .safetensors(try SafetensorsFile(opening: path))
    }
  }

  /// Tells whether a file begins as GGUF does, whatever its name.
  private static func isGGUF(_ path: String) -> Bool {
    // A folder, or nothing, is for the safetensors reader, which knows what to say.
    guard !path.hasSuffix(".json"), let storage = try? Storage(mapping: path) else { return false }
    guard storage.count >= 4 else { return false }
    return storage.copy(0..<4) == Array("GGUF".utf8)
  }

  /// The file or folder that was opened.
  public var path: String {
    switch self {
    case .gguf(let file): file.path
    case .safetensors(let file): file.path
    }
  }

  /// Every tensor in the order of the file.
  public var entries: [WeightEntry] {
    switch self {
    case .gguf(let file): file.entries
    case .safetensors(let file): file.entries
    }
  }

  /// The tensors' names in the order of the file.
  public var names: [String] { entries.map(\.name) }

  /// Tensors that are listed but whose format is not read.
  public var unsupported: [WeightEntry] { entries.filter { $0.format == nil } }

  /// Bytes that were read to open the file.
  public var headerBytes: Int {
    switch self {
    case .gguf(let file): file.headerBytes
    case .safetensors(let file): file.headerBytes
    }
  }

  /// Bytes of the file, all parts or shards together.
  public var fileBytes: Int {
    switch self {
    case .gguf(let file): file.fileBytes
    case .safetensors(let file): file.fileBytes
    }
  }

  /// Tells whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool {
    switch self {
    case .gguf(let file): file.contains(name)
    case .safetensors(let file): file.contains(name)
    }
  }

  /// The description of a tensor, or `nil` without a tensor of this name.
  public func entry(named name: String) -> WeightEntry? {
    switch self {
    case .gguf(let file): file.entry(named: name)
    case .safetensors(let file): file.entry(named: name)
    }
  }

  /// The tensor with this name, its values still in the file.
  ///
  /// - Throws: `ModelFileError` if there is none, or its format is not read.
  public func tensor(named name: String) throws(ModelFileError) -> Tensor {
    switch self {
    case .gguf(let file): try file.tensor(named: name)
    case .safetensors(let file): try file.tensor(named: name)
    }
  }

  /// Reason that the model is refused as a whole, if its packing is known by name.
  public var refusal: ModelFileError? {
    switch self {
    case .gguf: nil
    case .safetensors(let file): file.refusal
    }
  }
}
