import JSON
import Tokenizers

/// The companions of a model's shape beside weights: its special tokens and its tokenizer, for
/// random weights of that shape.
public struct ModelCompanions: Sendable {
  /// A file of the folder.
  struct File: Sendable {
    var name: String
    var bytes: [UInt8]
  }

  /// The configuration, where there is one.
  let config: JSONValue?
  /// Files to copy into a folder.
  let files: [File]
  /// The tokenizer, where there is one that can be used.
  let tokenizer: Tokenizer?
  /// Notes on it that a user should know.
  let notes: [String]

  /// Reads what lies at a path.
  ///
  /// - Parameter path: A folder, a `config.json` alone, or a `.gguf` file.
  /// - Throws: `ModelFileError` for a file that cannot be read, `JSONError` for one that is
  ///   not JSON.
  public init(path: String) throws {
    let isFolder = Checkpoint.isFolder(path)
    let configFile = isFolder ? "\(path)/config.json" : path
    let isJSON = isFolder || path.hasSuffix(".json")
    config =
      isJSON && Checkpoint.exists(configFile)
      ? try JSONValue(parsing: Checkpoint.read(configFile)) : nil
    files = try (isFolder ? ConversionPlace.companions : []).compactMap { name in
      let file = "\(path)/\(name)"
      return Checkpoint.exists(file) ? File(name: name, bytes: try Checkpoint.read(file)) : nil
    }
    do {
      tokenizer = isFolder || !isJSON ? try Checkpoint.tokenizer(at: path) : nil
      notes = []
    } catch let error as TokenizerError {
      tokenizer = nil
      notes = ["the tokenizer cannot be used: \(error)"]
    }
  }

  /// An id that the configuration names, or else the tokenizer.
  func id(_ key: SpecialToken) -> JSONValue? {
    for config in [config, config?["text_config"]] {
      if let id = config?[key.rawValue], !id.isNull { return id }
    }
    let description = tokenizer?.description
    let id =
      switch key {
      case .beginning: description?.beginningOfText
      case .end: description?.endOfText
      case .padding: description?.padding
      }
    return id.map { .integer($0) }
  }

  /// Tokens that configurations name by id.
  enum SpecialToken: String, CaseIterable {
    case beginning = "bos_token_id"
    case end = "eos_token_id"
    case padding = "pad_token_id"

    /// The key in a GGUF file.
    var nameInGGUF: String {
      switch self {
      case .beginning: "tokenizer.ggml.bos_token_id"
      case .end: "tokenizer.ggml.eos_token_id"
      case .padding: "tokenizer.ggml.padding_token_id"
      }
    }
  }
}
