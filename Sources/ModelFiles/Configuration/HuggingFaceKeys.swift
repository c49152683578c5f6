import JSON
import ModelSpec
import Tokenizers

/// The `config.json` of a model: what `ModelSpec.huggingFace` reads, written as transformers reads it too.
struct HuggingFaceKeys {
  /// The object.
  private(set) var config = JSONObject()
  private let spec: ModelSpec
  private let first: LayerSpec

  /// Describes a model that is arranged for Hugging Face.
  ///
  /// - Throws: `ConversionError` if the layout has no words for it.
  init(_ spec: ModelSpec, format: StorageFormat) throws {
    guard let first = spec.layers.first else { throw ConversionError("the model has no layers") }
    (self.spec, self.first) = (spec, first)
    let (modelType, className) = Self.names(spec.architecture)
    config["architectures"] = .array([.string(className)])
    config["model_type"] = .string(modelType)
    let name: JSONValue = .string(
      [.f16: "float16", .bf16: "bfloat16"][format] ?? "float32")
    (config["dtype"], config["torch_dtype"]) = (name, name)
    config["vocab_size"] = .integer(spec.vocabularySize)
    config["tie_word_embeddings"] = .bool(spec.head.isTied)
    // Where these are not there, transformers takes ids of the published vocabulary, which this one may not have.
    for key in ["bos_token_id", "eos_token_id", "pad_token_id"] { config[key] = .null }
    if spec.architecture == .gpt2 { addGPT2() } else { addDimensions() }
    try check()
  }

  private static func names(_ architecture: Architecture) -> (type: String, className: String) {
    switch architecture {
    case .gemma: ("gemma", "GemmaForCausalLM")
    case .gemma2: ("gemma2", "Gemma2ForCausalLM")
    case .gemma3: ("gemma3_text", "Gemma3ForCausalLM")
    case .llama: ("llama", "LlamaForCausalLM")
    case .mistral: ("mistral", "MistralForCausalLM")
    case .qwen2: ("qwen2", "Qwen2ForCausalLM")
    case .qwen3: ("qwen3", "Qwen3ForCausalLM")
    case .qwen2MoE: ("qwen2_moe", "Qwen2MoeForCausalLM")
    case .qwen3MoE: ("qwen3_moe", "Qwen3MoeForCausalLM")
    case .internlm2: ("internlm2", "InternLM2ForCausalLM")
    case .phi: ("phi", "PhiForCausalLM")
    case .deepSeek2: ("deepseek_v2", "DeepseekV2ForCausalLM")
    case .deepSeek3: ("deepseek_v3", "DeepseekV3ForCausalLM")
    case .phi3: ("phi3", "Phi3ForCausalLM")
    case .gpt2: ("gpt2", "GPT2LMHeadModel")
    case .mixtral: ("mixtral", "MixtralForCausalLM")
    case .grok1: ("grok-1", "Grok1ModelForCausalLM")
    }
  }

  private mutating func addGPT2() {
    let attention = first.attention
    config["n_embd"] = .integer(spec.modelDimension)
    config["n_head"] = .integer(attention.queryHeads)
    config["n_layer"] = .integer(spec.layers.count)
    config["n_positions"] = .integer(spec.embedding.learnedPositions ?? spec.contextLength)
    config["n_ctx"] = .integer(spec.contextLength)
    config["layer_norm_epsilon"] = .number(first.norm.epsilon)
    if case .dense(let dense) = first.feedForward {
      config["n_inner"] = .integer(dense.hiddenDimension)
      config["activation_function"] = .string(
        dense.activation == .geluTanh ? "gelu_new" : dense.activation.nameInTransformers)
    }
    let isScaled = attention.headDimension == 1 || attention.scale != 1
    config["scale_attn_weights"] = .bool(isScaled)
    let byLayer =
      spec.layers.count > 1 && spec.layers[1].attention.scale < 0.75 * attention.scale
    config["scale_attn_by_inverse_layer_idx"] = .bool(byLayer)
  }

  private mutating func addDimensions() {
    let attention = first.attention
    config["hidden_size"] = .integer(spec.modelDimension)
    config["num_hidden_layers"] = .integer(spec.layers.count)
    config["num_attention_heads"] = .integer(attention.queryHeads)
    config["num_key_value_heads"] = .integer(attention.keyValueHeads)
    let isDerived = [.internlm2, .phi3, .grok1].contains(spec.architecture)
    if !isDerived || attention.headDimension * attention.queryHeads != spec.modelDimension {
      config["head_dim"] = .integer(attention.headDimension)
    }
    config["max_position_embeddings"] = .integer(spec.contextLength)
    config["rms_norm_eps"] = .number(first.norm.epsilon)
    addFeedForward()
    addBiases()
    addWindows()
    addScales()
    addRotary()
  }

  private mutating func addFeedForward() {
    let parts = spec.layers.map(\.feedForward)
    let mixture = parts.lazy.compactMap(\.experts).first
    guard let dense = parts.lazy.compactMap(\.network).first ?? mixture?.expert else { return }
    if let mixture {
      let names = spec.architecture == .mixtral ? "num_local_experts" : "num_experts"
      config[names] = .integer(mixture.expertCount)
      config["num_experts_per_tok"] = .integer(mixture.expertsPerToken)
      if spec.architecture == .qwen3MoE {
        config["moe_intermediate_size"] = .integer(mixture.expert.hiddenDimension)
        config["norm_topk_prob"] = .bool(mixture.renormalizesShares)
        config["decoder_sparse_step"] = .integer(1)
        config["mlp_only_layers"] = .array(
          parts.indices.filter { parts[$0].experts == nil }.map { .integer($0) })
      }
    }
    config["intermediate_size"] = .integer(dense.hiddenDimension)
    let isGemma = [.gemma, .gemma2, .gemma3].contains(spec.architecture)
    let activation = JSONValue.string(dense.activation.nameInTransformers)
    config["hidden_act"] = activation
    if isGemma { config["hidden_activation"] = activation }
    if spec.architecture == .llama { config["mlp_bias"] = .bool(!dense.biases.isEmpty) }
  }

  private mutating func addBiases() {
    let bias = JSONValue.bool(!first.attention.biases.isEmpty)
    switch spec.architecture {
    case .llama, .qwen3, .qwen3MoE, .gemma, .gemma2, .gemma3: config["attention_bias"] = bias
    case .internlm2: config["bias"] = bias
    default: break
    }
  }

  private mutating func addWindows() {
    let windows = spec.layers.map(\.attention.window)
    let window = windows.lazy.compactMap { $0 }.first
    let value = window.map { JSONValue.integer($0) } ?? .null
    switch spec.architecture {
    case .mistral where windows.contains(nil) && window != nil:
      // The class that reads windows by layer; files of "mistral" with such a list are read as it.
      config["model_type"] = "ministral"
      config["architectures"] = .array(["MinistralForCausalLM"])
      config["sliding_window"] = value
      config["layer_types"] = layerTypes(windows)
    case .mistral, .mixtral, .phi3: config["sliding_window"] = value
    case .qwen2, .qwen3:
      config["use_sliding_window"] = .bool(window != nil)
      config["sliding_window"] = value
      guard window != nil else { return }
      config["max_window_layers"] = .integer(windows.firstIndex { $0 != nil } ?? 0)
      config["layer_types"] = layerTypes(windows)
    case .qwen3MoE:
      config["use_sliding_window"] = .bool(window != nil)
      config["sliding_window"] = value
    case .gemma2, .gemma3:
      config["sliding_window"] = .integer(window ?? 4096)
      config["layer_types"] = layerTypes(windows)
      if spec.architecture == .gemma3,
        windows.enumerated().allSatisfy({ ($0.offset % 6 == 5) == ($0.element == nil) })
      {
        config["sliding_window_pattern"] = .integer(6)
      }
    default: break
    }
  }

  private func layerTypes(_ windows: [Int?]) -> JSONValue {
    .array(windows.map { .string($0 == nil ? "full_attention" : "sliding_attention") })
  }

  private mutating func addScales() {
    let attention = first.attention
    func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    switch spec.architecture {
    case .gemma2, .gemma3:
      let scalar = 1 / (attention.scale * attention.scale)
      let isWhole = abs(scalar - scalar.rounded()) < 1e-4 * scalar
      config["query_pre_attn_scalar"] =
        isWhole ? Int(exactly: scalar.rounded()).map { .integer($0) } : .number(scalar)
      config["attn_logit_softcapping"] = optional(attention.softcap)
      config["final_logit_softcapping"] = optional(spec.head.softcap)
    case .grok1:
      config["attn_output_multiplier"] = .number(attention.scale)
      config["max_attn_value"] = optional(attention.softcap)
      config["embedding_multiplier_scale"] = .number(spec.embedding.multiplier)
      config["output_multiplier_scale"] = .number(spec.head.multiplier)
    default: break
    }
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

  private mutating func addRotary() {
    let full = spec.layers.first { $0.attention.window == nil } ?? first
    guard let rotary = full.attention.rotary else { return }
    let parameters = rotary.parameters(headDimension: full.attention.headDimension)
    config["rope_parameters"] = .object(parameters)
    // The names of older versions beside the newer ones.
    config["rope_theta"] = .number(rotary.theta)
    if rotary.dimensions != full.attention.headDimension {
      config["partial_rotary_factor"] = parameters["partial_rotary_factor"]
    }
    config["rope_scaling"] = rotary.olderScaling(parameters)
    if case .longRope(let long) = rotary.scaling {
      config["original_max_position_embeddings"] = .integer(long.trainedContext)
    }
    guard spec.architecture == .gemma3 else { return }
    let local = spec.layers.first { $0.attention.window != nil }?.attention.rotary
    let localParameters = (local ?? RotarySpec(dimensions: rotary.dimensions, theta: 10_000))
      .parameters(headDimension: full.attention.headDimension)
    config["rope_parameters"] = .object(
      JSONObject([
        "full_attention": .object(parameters), "sliding_attention": .object(localParameters),
      ]))
    config["rope_local_base_freq"] = localParameters["rope_theta"]
  }
}

extension Activation {
  /// The name in a `config.json`.
  fileprivate var nameInTransformers: String {
    switch self {
    case .silu: "silu"
    case .geluTanh: "gelu_pytorch_tanh"
    case .gelu: "gelu"
    case .relu: "relu"
    case .geluSigmoid: "quick_gelu"
    }
  }
}
