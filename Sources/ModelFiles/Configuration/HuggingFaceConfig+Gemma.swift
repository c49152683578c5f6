import ModelSpec

/// What transformers' configuration class of a Gemma sets where a file is silent.
private struct GemmaDefaults {
  var vocabulary = 256_000
  var hidden = 2304
  var intermediate = 9216
  var layers = 26
  var heads = 8
  var keyValueHeads = 4
  var context = 8192
  var finalCap: Double?
  var attentionCap: Double?
  var theta = 10_000.0

  init(_ architecture: Architecture) {
    switch architecture {
    case .gemma:
      (hidden, intermediate, layers, heads, keyValueHeads) = (3072, 24576, 28, 16, 16)
    case .gemma2: (finalCap, attentionCap) = (30, 50)
    default: (vocabulary, context, theta) = (262_208, 131_072, 1e6)
    }
  }
}

extension ModelSpec {
  /// Gemma 1 to 3: embeddings times the root of the width, GeGLU, norms whose factor is one plus the weight; from 2 on norms
  /// around each sub-layer and windows; soft caps in 2, head norms and two rotary bases in 3.
  static func gemma(_ reader: inout ConfigReader, _ architecture: Architecture) throws -> ModelSpec
  {
    let defaults = GemmaDefaults(architecture)
    let count = try reader.layerCount(
      reader.integer("num_hidden_layers", default: defaults.layers), key: "num_hidden_layers")
    let hidden = try reader.integer("hidden_size", default: defaults.hidden)
    try require(hidden, "hidden_size")
    let norm = NormSpec(.rms, epsilon: try reader.number("rms_norm_eps", default: 1e-6))
    let dense = DenseSpec(
      hiddenDimension: try reader.integer("intermediate_size", default: defaults.intermediate),
      activation: try gemmaActivation(&reader, architecture))
    let sliding = try gemmaSlidingLayers(&reader, architecture, count: count)
    let full = try gemmaAttention(&reader, architecture, defaults, norm: norm, isSliding: false)
    let local = try gemmaAttention(&reader, architecture, defaults, norm: norm, isSliding: true)
    return ModelSpec(
      name: architecture.rawValue,
      architecture: architecture,
      vocabularySize: try reader.integer("vocab_size", default: defaults.vocabulary),
      modelDimension: hidden,
      contextLength: try reader.integer("max_position_embeddings", default: defaults.context),
      embedding: EmbeddingSpec(multiplier: Double(hidden).squareRoot()),
      layers: sliding.map { isSliding in
        LayerSpec(
          attention: isSliding ? local : full, feedForward: .dense(dense), norm: norm,
          normPlacement: architecture == .gemma ? .before : .beforeAndAfter)
      },
      finalNorm: norm,
      head: HeadSpec(
        isTied: try reader.flag("tie_word_embeddings", default: true),
        softcap: try gemmaCap(reader, "final_logit_softcapping", default: defaults.finalCap)))
  }

  private static func gemmaAttention(
    _ reader: inout ConfigReader, _ architecture: Architecture, _ defaults: GemmaDefaults,
    norm: NormSpec, isSliding: Bool
  ) throws -> AttentionSpec {
    let headDimension = try reader.integer("head_dim", default: 256)
    try require(headDimension, "head_dim")
    var scale = Double(headDimension)
    if architecture != .gemma { scale = try reader.optionalNumber("query_pre_attn_scalar") ?? 256 }
    guard scale > 0 else {
      throw ConfigError(key: "query_pre_attn_scalar", "expected a positive number, got \(scale)")
    }
    let context = try reader.integer("max_position_embeddings", default: defaults.context)
    let bias = try reader.flag("attention_bias", default: false)
    return AttentionSpec(
      queryHeads: try reader.integer("num_attention_heads", default: defaults.heads),
      keyValueHeads: try reader.integer("num_key_value_heads", default: defaults.keyValueHeads),
      headDimension: headDimension, scale: 1 / scale.squareRoot(),
      softcap: try gemmaCap(reader, "attn_logit_softcapping", default: defaults.attentionCap),
      window: isSliding ? try reader.integer("sliding_window", default: 4096) : nil,
      rotary: try gemmaRotary(
        &reader, architecture, defaults, headDimension: headDimension, context: context,
        isSliding: isSliding),
      queryKeyNorm: architecture == .gemma3 ? norm : nil, hasInputBias: bias, hasOutputBias: bias)
  }

  /// Gemma 3 has a base and a scaling of its own for global layers.
  private static func gemmaRotary(
    _ reader: inout ConfigReader, _ architecture: Architecture, _ defaults: GemmaDefaults,
    headDimension: Int, context: Int, isSliding: Bool
  ) throws -> RotarySpec {
    if architecture == .gemma3, isSliding, !reader.has("rope_parameters") {
      return RotarySpec(
        dimensions: headDimension,
        theta: try reader.number("rope_local_base_freq", default: 10_000))
    }
    return try reader.rotary(
      headDimension: headDimension, defaultTheta: defaults.theta, contextLength: context,
      layerType: isSliding ? "sliding_attention" : "full_attention")
  }

  private static func gemmaSlidingLayers(
    _ reader: inout ConfigReader, _ architecture: Architecture, count: Int
  ) throws -> [Bool] {
    switch architecture {
    case .gemma: return Array(repeating: false, count: count)
    case .gemma2: return try reader.slidingLayers(count: count) { $0.isMultiple(of: 2) }
    default:
      // What transformers writes with an underscore before it stands beside `layer_types`, and is not read there either.
      let pattern = try reader.optionalInteger("sliding_window_pattern") ?? 6
      try require(pattern, "sliding_window_pattern")
      return try reader.slidingLayers(count: count) { ($0 + 1) % pattern != 0 }
    }
  }

  /// Gemma 1's first files say "gelu" and mean the tanh approximation.
  private static func gemmaActivation(
    _ reader: inout ConfigReader, _ architecture: Architecture
  ) throws -> Activation {
    if architecture == .gemma {
      let name = try reader.string("hidden_activation") ?? reader.string("hidden_act") ?? "gelu"
      if name == "gelu" {
        if reader.has("hidden_act") {
          reader.note("hidden_act \"gelu\" means its tanh approximation in Gemma 1")
        }
        return .geluTanh
      }
    }
    return try reader.activation(
      reader.has("hidden_activation") ? "hidden_activation" : "hidden_act",
      default: "gelu_pytorch_tanh")
  }

  private static func gemmaCap(
    _ reader: ConfigReader, _ key: String, default fallback: Double?
  ) throws -> Double? {
    if reader.isNull(key) { return nil }
    return try reader.optionalNumber(key) ?? fallback
  }
}
