import JSON
package import Tokenizers

extension Checkpoint {
  /// The tokenizer of a folder in the Hugging Face layout: of `tokenizer.json`, or else of
  /// `tokenizer.model`, which T5's class calls `spiece.model`.
  ///
  /// - Returns: `nil` if the folder has neither.
  /// - Throws: `TokenizerError` or `ModelFileError` for one that cannot be used.
  package static func folderTokenizer(_ folder: String) throws -> TokenizerDescription? {
    let files = TokenizerFolder(path: folder)
    let settings = try files.settings()
    var description: TokenizerDescription
    if let json = try files.json("tokenizer.json") {
      description = try TokenizerDescription(tokenizerJSON: json, settings: settings)
    } else if let bytes = try files.bytes("tokenizer.model") ?? files.bytes("spiece.model") {
      description = try TokenizerDescription(sentencePieceModel: bytes, settings: settings)
    } else {
      return nil
    }
    if let template = try files.chatTemplate() { description.chatTemplate = template }
    return description
  }
}

/// The files of a folder that concern its tokenizer.
private struct TokenizerFolder {
  let path: String

  func bytes(_ name: String) throws -> [UInt8]? {
    let file = "\(path)/\(name)"
    return Checkpoint.exists(file) ? try Checkpoint.read(file) : nil
  }

  func json(_ name: String) throws -> JSONValue? {
    guard let bytes = try bytes(name) else { return nil }
    do { return try JSONValue(parsing: bytes) } catch {
      throw ModelFileError(.malformed, path: "\(path)/\(name)", error.description)
    }
  }

  /// Settings of the files beside the vocabulary.
  func settings() throws -> TokenizerSettings {
    var settings = TokenizerSettings()
    settings.config = try json("tokenizer_config.json")
    settings.specialTokens = try json("special_tokens_map.json")
    settings.addedTokens = try json("added_tokens.json")
    settings.model = try json("config.json")
    settings.endOfGeneration = try endOfGeneration()
    return settings
  }

  /// The ids that `generation_config.json`, or else `config.json`, name as ends.
  func endOfGeneration() throws -> Set<Int> {
    for name in ["generation_config.json", "config.json"] {
      guard let value = try json(name)?["eos_token_id"], !value.isNull else { continue }
      return Set(value.array?.compactMap(\.integer) ?? [value.integer].compactMap { $0 })
    }
    return []
  }

  /// Newer folders keep the template in a file of its own.
  func chatTemplate() throws -> String? {
    if let bytes = try bytes("chat_template.jinja") {
      return String(decoding: bytes, as: UTF8.self)
    }
    return try json("chat_template.json")?["chat_template"]?.string
  }
}
