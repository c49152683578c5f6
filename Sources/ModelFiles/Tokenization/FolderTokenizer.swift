#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
public import Tokenizers

extension Checkpoint {
  /// The tokenizer that lies at a path, whatever else is there: neither weights nor a known architecture are needed.
  ///
  /// - Parameter path: A `.gguf` file, a folder, a `tokenizer.json`, or a SentencePiece `.model` file.
  /// - Returns: `nil` if a file or folder is there, but no tokenizer in it.
  /// - Throws: `ModelFileError` or `TokenizerError` for one that cannot be used.
  public static func tokenizer(at path: String) throws -> Tokenizer? {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ModelFileError(
        .missing, path: path, "there is no such file or folder",
        advice: "name a .gguf file, a folder with tokenizer.json or tokenizer.model, or a model of "
          + "the library")
    }
    if isFolder { return try folderTokenizer(path) }
    if path.hasSuffix(".json") { return try Tokenizer(tokenizerJSON: document(path)) }
    if path.hasSuffix(".model") { return try Tokenizer(sentencePieceModel: read(path)) }
    return try GGUFTokenizer(GGUFFile(opening: path)).description().map { try Tokenizer($0) }
  }

  /// The tokenizer of a folder in the Hugging Face layout: `tokenizer.json`, else `tokenizer.model`.
  package static func folderTokenizer(_ folder: String) throws -> Tokenizer? {
    let config = try document(ifPresent: "\(folder)/tokenizer_config.json")
    var description: TokenizerDescription
    if let json = try document(ifPresent: "\(folder)/tokenizer.json") {
      let generation = try document(ifPresent: "\(folder)/generation_config.json")
      description = try TokenizerDescription(
        tokenizerJSON: json, config: config,
        specialTokens: document(ifPresent: "\(folder)/special_tokens_map.json"),
        endOfGeneration: generation.map(endTokens) ?? [])
    } else if FileManager.default.fileExists(atPath: "\(folder)/tokenizer.model") {
      description = try TokenizerDescription(sentencePieceModel: read("\(folder)/tokenizer.model"))
      if let adds = config?["add_bos_token"]?.bool { description.addsBeginningOfText = adds }
      if let adds = config?["add_eos_token"]?.bool { description.addsEndOfText = adds }
      if let template = config?["chat_template"]?.string { description.chatTemplate = template }
    } else {
      return nil
    }
    let template = "\(folder)/chat_template.jinja"
    if FileManager.default.fileExists(atPath: template) {
      description.chatTemplate = String(decoding: try read(template), as: UTF8.self)
    }
    return try Tokenizer(description)
  }

  private static func document(ifPresent file: String) throws -> JSONValue? {
    FileManager.default.fileExists(atPath: file) ? try document(file) : nil
  }

  private static func document(_ file: String) throws -> JSONValue {
    do {
      return try JSONValue(parsing: read(file))
    } catch let error as JSONError {
      throw ModelFileError(.malformed, path: file, error.description)
    }
  }
}
