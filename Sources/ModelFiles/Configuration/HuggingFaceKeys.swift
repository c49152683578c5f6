import JSON
import ModelSpec
import Tokenizers

/// The `config.json` of a model: what `ModelSpec.huggingFace` reads, written as transformers reads
/// it too.
struct HuggingFaceKeys {
  /// The object.
  private(set) var config: JSONObject
  private let spec: ModelSpec

  /// Describes a model that is arranged for Hugging Face.
  ///
  /// - Throws: `ConversionError` if the layout has no words for it.
  init(_ spec: ModelSpec, format: StorageFormat) throws {
    guard let first = spec.layers.first else { throw ConversionError("the model has no layers") }
    self.spec = spec
    let form = spec.architecture.definition.huggingFace
    var writer = ConfigWriter(spec: spec, first: first)
    writer["architectures"] = .array([.string(form.className)])
    writer["model_type"] = .string(form.modelTypes[0])
    let name: JSONValue = .string(
      [.f16: "float16", .bf16: "bfloat16"][format] ?? "float32")
    (writer["dtype"], writer["torch_dtype"]) = (name, name)
    writer[form.config.names.vocabulary] = .integer(spec.vocabularySize)
    writer["tie_word_embeddings"] = .bool(spec.head.isTied)
    // Where these are not there, transformers takes ids of the published vocabulary, which this one
    // may not have.
    for key in ["bos_token_id", "eos_token_id", "pad_token_id"] { writer[key] = .null }
    form.config.write(to: &writer)
    config = writer.object
    try check()
  }

  /// Reads the object back: what it cannot say would be another model.
  private func check() throws {
    let described = try ModelSpec.huggingFace(.object(config), name: spec.name).spec
    if let difference = spec.difference(from: described) {
      throw ConversionError("\(spec.name) cannot be described in a config.json: \(difference)")
    }
  }

  /// Names the tokens that begin and end texts.
  mutating func addTokens(_ description: TokenizerDescription) {
    if let id = description.beginningOfText { config["bos_token_id"] = .integer(id) }
    if let id = description.endOfText { config["eos_token_id"] = .integer(id) }
    if let id = description.padding { config["pad_token_id"] = .integer(id) }
  }

  /// Names them as another configuration does.
  mutating func addTokens(_ companions: ModelCompanions) {
    for token in ModelCompanions.SpecialToken.allCases {
      if let id = companions.id(token) { config[token.rawValue] = id }
    }
  }
}
