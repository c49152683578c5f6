import JSON
import ModelSpec
public import Tokenizers

/// The settings that a model's files ask for; `nil` where they are silent.
public struct ModelSettings: Sendable, Hashable {
  /// Tells whether tokens are drawn at all; false means the likeliest is taken.
  public var draws: Bool?
  /// Temperature of the draw.
  public var temperature: Double?
  /// Number of the likeliest tokens that are kept.
  public var topK: Int?
  /// Cumulative probability that is kept.
  public var topP: Double?
  /// Share of the likeliest token's probability below which tokens are dropped.
  public var minP: Double?
  /// Divisor of recent tokens' logits.
  public var repetitionPenalty: Double?
  /// Number of the last tokens that divisor is for: 0 for none, below 0 for the whole text.
  public var penaltyTokens: Int?
  /// Tokens that end an answer, beside those that the tokenizer knows.
  public var endTokens: Set<Int> = []
  /// Tells whether the files say `null` where they could name a token that ends an answer.
  public var deniesEnd = false

  /// No settings.
  public init() {}
}

extension Checkpoint {
  /// The settings of `generation_config.json` and `config.json`, or of a GGUF file's
  /// `general.sampling` keys.
  ///
  /// - Throws: `ModelFileError` for a file that cannot be read.
  public func settings() throws -> ModelSettings {
    var settings = ModelSettings()
    if case .gguf(let file) = weights {
      let metadata = file.metadata
      settings.temperature = try metadata.number(ifPresent: "general.sampling.temp")
      settings.topK = try metadata.integer(ifPresent: "general.sampling.top_k")
      settings.topP = try metadata.number(ifPresent: "general.sampling.top_p")
      settings.minP = try metadata.number(ifPresent: "general.sampling.min_p")
      settings.repetitionPenalty = try metadata.number(ifPresent: "general.sampling.penalty_repeat")
      settings.penaltyTokens = try metadata.integer(
        ifPresent: "general.sampling.penalty_last_n")
      return settings
    }
    if let config {
      settings.endTokens = Self.endTokens(config)
      settings.deniesEnd = config["eos_token_id"]?.isNull ?? false
    }
    guard let bytes = try sidecar("generation_config.json") else { return settings }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw ModelFileError(
        .malformed, path: "\(path)/generation_config.json", error.description)
    }
    settings.draws = json["do_sample"]?.bool
    settings.temperature = json["temperature"]?.number
    settings.topK = json["top_k"]?.integer
    settings.topP = json["top_p"]?.number
    settings.minP = json["min_p"]?.number
    settings.repetitionPenalty = json["repetition_penalty"]?.number
    let named = Self.endTokens(json)
    if !named.isEmpty { settings.endTokens = named }
    if !named.isEmpty { settings.deniesEnd = false }
    return settings
  }

  /// One id or a list of them.
  private static func endTokens(_ json: JSONValue) -> Set<Int> {
    guard let value = json["eos_token_id"] else { return [] }
    return Set(value.array?.compactMap(\.integer) ?? [value.integer].compactMap { $0 })
  }

  /// The tokenizer that the model carries: in a GGUF file's metadata, or as `tokenizer.json` or
  /// `tokenizer.model` in a folder.
  ///
  /// Tokens for which the embedding has no row are left out; the tokenizer's notes name them.
  ///
  /// - Returns: `nil` if there is none.
  /// - Throws: `TokenizerError` or `ModelFileError` for one that cannot be used.
  public func tokenizer() throws -> Tokenizer? {
    let description =
      switch weights {
      case .gguf(let file): try GGUFTokenizer(file).description()
      case .safetensors: try Self.folderTokenizer(path)
      }
    return try description.map { try Tokenizer($0.limited(toRows: spec.vocabularySize)) }
  }
}
