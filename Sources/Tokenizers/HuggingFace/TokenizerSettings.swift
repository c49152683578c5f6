public import JSON

/// The files beside a vocabulary in a folder that name its special tokens and say how it is used.
public struct TokenizerSettings: Sendable {
  /// `tokenizer_config.json`.
  public var config: JSONValue?
  /// `special_tokens_map.json`, asked where the configuration lists no added tokens.
  public var specialTokens: JSONValue?
  /// `added_tokens.json`, asked where the configuration lists no added tokens.
  public var addedTokens: JSONValue?
  /// `config.json`: the kind of model, which names the tokenizer's class where the configuration
  /// does not.
  public var model: JSONValue?
  /// Ids that end a generation, from `generation_config.json`.
  public var endOfGeneration: Set<Int> = []

  /// No settings.
  public init() {}

  /// Tells whether nothing stands beside the vocabulary.
  var isEmpty: Bool { config == nil && specialTokens == nil && addedTokens == nil }

  /// Tells whether a space is put before the text, if the configuration says.
  var addsPrefixSpace: Bool? { config?["add_prefix_space"]?.bool }

  /// Tells whether the space before the text is also put after special tokens, if the
  /// configuration says.
  var isLegacy: Bool? { config?["legacy"]?.bool }
}
