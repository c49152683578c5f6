import ModelSpec

extension ModelSpec {
  /// GPT-2: learned positions, LayerNorm, biases, a feed-forward part without a gate.
  static func gpt2(_ reader: inout ConfigReader) throws -> ModelSpec {
    let width = try reader.integer("n_embd", default: 768)
    let heads = try reader.integer("n_head", default: 12)
    let positions = try reader.integer("n_positions", default: 1024)
    let count = try reader.layerCount(reader.integer("n_layer", default: 12), key: "n_layer")
    try require(heads, "n_head")
    try require(width, "n_embd")
    guard width % heads == 0 else {
      throw ConfigError(key: "n_head", "\(heads) heads do not divide n_embd \(width)")
    }
    let norm = NormSpec(.layer, epsilon: try reader.number("layer_norm_epsilon", default: 1e-5))
    let isScaled = try reader.flag("scale_attn_weights", default: true)
    let byLayer = try reader.flag("scale_attn_by_inverse_layer_idx", default: false)
    let dense = DenseSpec(
      hiddenDimension: try reader.optionalInteger("n_inner") ?? 4 * width,
      activation: try reader.activation("activation_function", default: "gelu_new"),
      isGated: false, hasBias: true)
    let layers = (0..<count).map { index in
      var scale = isScaled ? 1 / Double(width / heads).squareRoot() : 1
      if byLayer { scale /= Double(index + 1) }
      return LayerSpec(
        attention: AttentionSpec(
          queryHeads: heads, keyValueHeads: heads, headDimension: width / heads, scale: scale,
          rotary: nil, hasInputBias: true, hasOutputBias: true),
        feedForward: .dense(dense), norm: norm)
    }
    return ModelSpec(
      name: "gpt2", architecture: .gpt2,
      vocabularySize: try reader.integer("vocab_size", default: 50257), modelDimension: width,
      contextLength: positions, embedding: EmbeddingSpec(learnedPositions: positions),
      layers: layers, finalNorm: norm,
      head: HeadSpec(isTied: try reader.flag("tie_word_embeddings", default: true)))
  }

  /// Grok-1: eight experts of which two work, norms around each sub-layer, attention scores capped at 30.
  ///
  /// transformers has no such class, so there are no published defaults: the file must name its dimensions.
  static func grok1(_ reader: inout ConfigReader) throws -> ModelSpec {
    let width = try reader.integer("hidden_size")
    let heads = try reader.integer("num_attention_heads")
    let context = try reader.integer("max_position_embeddings", default: 8192)
    let count = try reader.layerCount(reader.integer("num_hidden_layers"), key: "num_hidden_layers")
    try require(heads, "num_attention_heads")
    let headDimension = try reader.optionalInteger("head_dim") ?? width / heads
    try require(headDimension, "head_dim")
    let norm = NormSpec(.rms, epsilon: try reader.number("rms_norm_eps", default: 1e-5))
    let scale =
      try reader.optionalNumber("attn_output_multiplier") ?? 1 / Double(headDimension).squareRoot()
    let attention = AttentionSpec(
      queryHeads: heads, keyValueHeads: try reader.integer("num_key_value_heads"),
      headDimension: headDimension, scale: scale,
      softcap: try reader.optionalNumber("attn_logit_softcapping")
        ?? reader.number("max_attn_value", default: 30),
      rotary: try reader.rotary(
        headDimension: headDimension, defaultTheta: 10_000, contextLength: context))
    let mixture = MixtureSpec(
      expertCount: try reader.optionalInteger("num_local_experts")
        ?? reader.integer("num_experts", default: 8),
      expertsPerToken: try reader.integer("num_experts_per_tok", default: 2),
      expert: DenseSpec(
        hiddenDimension: try reader.integer("intermediate_size"),
        activation: try grokActivation(&reader)),
      renormalizesShares: false)
    let layer = LayerSpec(
      attention: attention, feedForward: .mixture(mixture), norm: norm,
      normPlacement: .beforeAndAfter)
    return ModelSpec(
      name: "grok-1", architecture: .grok1, vocabularySize: try reader.integer("vocab_size"),
      modelDimension: width, contextLength: context,
      embedding: EmbeddingSpec(
        multiplier: try reader.number("embedding_multiplier_scale", default: 78.38367176906169)),
      layers: Array(repeating: layer, count: count), finalNorm: norm,
      head: HeadSpec(
        isTied: try reader.flag("tie_word_embeddings", default: true),
        multiplier: try reader.number("output_multiplier_scale", default: 0.5773502691896257)))
  }

  /// The authors' code has no such setting: it takes GELU by its tanh approximation, which some copies write as "gelu".
  private static func grokActivation(_ reader: inout ConfigReader) throws -> Activation {
    guard try reader.string("hidden_act") ?? "gelu" == "gelu" else {
      return try reader.activation("hidden_act", default: "gelu_new")
    }
    return .geluTanh
  }
}
