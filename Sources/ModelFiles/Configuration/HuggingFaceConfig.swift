public import JSON
public import ModelSpec
public import Tokenizers

/// A spec read from a file, with what had to be assumed.
public struct DescribedModel: Sendable {
  /// The model.
  public var spec: ModelSpec
  /// Fields that the file leaves out, and other things that a user should know.
  public var notes: [String]
  /// Why weights that come with this description are not read although the model is known, or `nil`.
  public var obstacleToReading: ConfigError?
  /// The tile of a matrix that shares one scale in weights that come with this description, if they are FP8.
  public var scaleBlock: ScaleBlock?
  /// How weights that come with this description are quantised, if they are, as the configuration says.
  public var quantization: QuantizationScheme?
}

extension ModelSpec {
  /// The spec that a Hugging Face `config.json` describes.
  ///
  /// A multimodal file's `text_config` is used. A field that the file leaves out takes the default that transformers
  /// publishes for the model type, and is listed in the notes.
  /// - Throws: `ConfigError` for a missing, contradictory or unsupported field; `SpecError` for impossible dimensions.
  public static func huggingFace(_ config: JSONValue, name: String) throws -> DescribedModel {
    guard let object = config.object else {
      throw ConfigError(key: nil, "expected a JSON object, got \(config.summary)")
    }
    let root = ConfigReader(object, modelType: "this model")
    let text = try root.nested("text_config")
    let type = try modelType(root)
    let (kind, build) = try builder(type, text)
    var reader = ConfigReader(text?.object ?? object, modelType: kind)
    if text != nil { reader.note("this is a multimodal model; its text part is used") }
    var spec = try build(&reader)
    if text != nil, root.has("tie_word_embeddings") {
      var outer = root
      spec.head.isTied = try outer.flag("tie_word_embeddings", default: spec.head.isTied)
    }
    spec.vision = try reader.vision(
      besideModelOf: type, outputDimension: spec.modelDimension, in: root)
    spec.name = name
    try spec.validate()
    var described = DescribedModel(spec: spec, notes: reader.notes)
    if kind != type {
      described.obstacleToReading = ConfigError(
        key: "model_type",
        "\"\(type)\" is counted as the \(kind) that it holds, but its weights are not read")
    }
    try described.readQuantization(root)
    return described
  }

  /// How the model type is read; for an unknown one that holds a known one, how that is read.
  private static func builder(
    _ type: String, _ text: ConfigReader?
  ) throws -> (kind: String, build: Builder) {
    if let builder = builders[type] { return (type, builder) }
    if let inner = try text?.string("model_type"), let builder = builders[inner] {
      return (inner, builder)
    }
    throw ConfigError(
      key: "model_type",
      "\"\(type)\" is not an architecture that Carat knows; known are "
        + builders.keys.sorted().joined(separator: ", "))
  }

  /// `model_type`, or what the class name says where it is missing.
  private static func modelType(_ root: ConfigReader) throws -> String {
    let classes = try root.strings("architectures") ?? []
    // Hub copies of Grok-1 and InternLM2 carry code of their own and differ in `model_type`.
    if classes.contains(where: { $0.hasPrefix("Grok") }) { return "grok-1" }
    if let type = try root.string("model_type") { return type }
    guard let first = classes.first else {
      throw ConfigError(key: "model_type", "missing, and there is no \"architectures\" either")
    }
    let stem = ["ForConditionalGeneration", "ForCausalLM", "LMHeadModel", "Model"].first {
      first.hasSuffix($0)
    }
    return String(first.dropLast(stem?.count ?? 0)).lowercased()
  }

  private typealias Builder = @Sendable (inout ConfigReader) throws -> ModelSpec

  /// How each `model_type` becomes a spec.
  private static let builders: [String: Builder] = [
    "llama": { try .llamaLike(&$0, .llama) },
    "mistral": { try .llamaLike(&$0, .mistral) },
    "mixtral": { try .llamaLike(&$0, .mixtral) },
    "qwen2": { try .llamaLike(&$0, .qwen2) },
    "qwen3": { try .llamaLike(&$0, .qwen3) },
    "qwen2_moe": { try .llamaLike(&$0, .qwen2MoE) },
    "qwen3_moe": { try .llamaLike(&$0, .qwen3MoE) },
    "internlm2": { try .llamaLike(&$0, .internlm2) },
    "phi": { try .phi(&$0) },
    "phi3": { try .llamaLike(&$0, .phi3) },
    "gemma": { try .gemma(&$0, .gemma) },
    "gemma2": { try .gemma(&$0, .gemma2) },
    "gemma3": { try .gemma(&$0, .gemma3) },
    "gemma3_text": { try .gemma(&$0, .gemma3) },
    "deepseek_v2": { try .deepSeek(&$0, .deepSeek2) },
    "deepseek_v3": { try .deepSeek(&$0, .deepSeek3) },
    "gpt2": { try .gpt2(&$0) },
    "grok-1": { try .grok1(&$0) },
    "grok": { try .grok1(&$0) },
    "grok1": { try .grok1(&$0) },
  ]

  /// The `model_type` names that Carat reads.
  public static var supportedModelTypes: [String] { builders.keys.sorted() }
}

extension ConfigReader {
  /// The nonlinearity under one of the names that transformers uses.
  mutating func activation(_ key: String, default fallback: String) throws -> Activation {
    let name = try string(key) ?? fallback
    switch name {
    case "silu", "swish": return .silu
    case "gelu_pytorch_tanh", "gelu_new", "gelu_fast", "gelu_tanh": return .geluTanh
    case "gelu": return .gelu
    case "relu": return .relu
    case "quick_gelu": return .geluSigmoid
    default:
      throw ConfigError(
        key: key,
        "the activation \"\(name)\" is not known; known are silu, gelu_pytorch_tanh, "
          + "gelu_new, gelu, relu and quick_gelu")
    }
  }

  /// For each layer whether it has a sliding window, from `layer_types` or by `isSliding`.
  func slidingLayers(count: Int, isSliding: (Int) -> Bool) throws -> [Bool] {
    guard let types = try strings("layer_types") else { return (0..<count).map(isSliding) }
    guard types.count == count else {
      throw ConfigError(
        key: "layer_types", "has \(types.count) entries for \(count) layers")
    }
    return try types.map { type in
      switch type {
      case "sliding_attention": true
      case "full_attention": false
      default:
        throw ConfigError(
          key: "layer_types",
          "\"\(type)\" is not known; known are full_attention and sliding_attention")
      }
    }
  }

  /// Checks a count before anything is sized by it.
  func layerCount(_ count: Int, key: String) throws -> Int {
    guard (1...4096).contains(count) else {
      throw ConfigError(key: key, "expected between 1 and 4096 layers, got \(count)")
    }
    return count
  }
}
