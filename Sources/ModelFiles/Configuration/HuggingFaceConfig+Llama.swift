import ModelSpec

/// What transformers' configuration class of a model type sets where a file is silent.
private struct LlamaDefaults {
  var vocabulary = 32000
  var hidden = 4096
  var intermediate = 11008
  var layers = 32
  var heads = 32
  var keyValueHeads: Int?
  var headDimension: Int?
  var context = 2048
  var epsilon = 1e-6
  var theta = 10_000.0
  var window: Int?

  init(_ architecture: Architecture) {
    switch architecture {
    case .mistral: (intermediate, keyValueHeads, context, window) = (14336, 8, 131_072, 4096)
    case .mixtral:
      (intermediate, keyValueHeads, context, epsilon, theta) = (14336, 8, 131_072, 1e-5, 1e6)
    case .qwen2: (vocabulary, intermediate, context) = (151_936, 22016, 32768)
    case .qwen3:
      (vocabulary, intermediate, context, headDimension) = (151_936, 22016, 32768, 128)
    case .qwen2MoE:
      (vocabulary, hidden, intermediate, context) = (151_936, 2048, 5632, 32768)
      (layers, heads, keyValueHeads) = (24, 16, 16)
    case .qwen3MoE:
      (vocabulary, hidden, intermediate, context) = (151_936, 2048, 6144, 32768)
      (layers, heads, keyValueHeads) = (24, 32, 4)
    case .internlm2: vocabulary = 103_168
    case .phi3:
      (vocabulary, hidden, intermediate, context, epsilon) = (32064, 3072, 8192, 4096, 1e-5)
    default: break
    }
  }
}

extension ModelSpec {
  /// Llama and the models that differ from it in one thing each: windows (Mistral), biases (Qwen2), head norms (Qwen3), packed
  /// weights (Phi-3, InternLM2), experts (Mixtral).
  static func llamaLike(_ reader: inout ConfigReader, _ architecture: Architecture) throws
    -> ModelSpec
  {
    let defaults = LlamaDefaults(architecture)
    let layers = try reader.layerCount(
      reader.integer("num_hidden_layers", default: defaults.layers), key: "num_hidden_layers")
    let hidden = try reader.integer("hidden_size", default: defaults.hidden)
    try require(hidden, "hidden_size")
    let context = try reader.integer("max_position_embeddings", default: defaults.context)
    let norm = NormSpec(.rms, epsilon: try reader.number("rms_norm_eps", default: defaults.epsilon))
    let attention = try llamaAttention(
      &reader, architecture, defaults, hidden: hidden, context: context, norm: norm)
    let feedForwards = try llamaFeedForwards(&reader, architecture, defaults, layers: layers)
    let windows = try llamaWindows(&reader, architecture, defaults, layers: layers)
    return ModelSpec(
      name: architecture.rawValue,
      architecture: architecture,
      vocabularySize: try reader.integer("vocab_size", default: defaults.vocabulary),
      modelDimension: hidden,
      contextLength: context,
      layers: zip(windows, feedForwards).map { window, feedForward in
        var attention = attention
        attention.window = window
        return LayerSpec(attention: attention, feedForward: feedForward, norm: norm)
      },
      finalNorm: norm,
      head: HeadSpec(isTied: try reader.flag("tie_word_embeddings", default: false)))
  }

  private static func llamaAttention(
    _ reader: inout ConfigReader, _ architecture: Architecture, _ defaults: LlamaDefaults,
    hidden: Int, context: Int, norm: NormSpec
  ) throws -> AttentionSpec {
    let heads = try reader.integer("num_attention_heads", default: defaults.heads)
    guard heads > 0 else {
      throw ConfigError(key: "num_attention_heads", "expected 1 or more, got \(heads)")
    }
    let keyValueHeads = try reader.optionalInteger("num_key_value_heads")
    let headDimension = try reader.optionalInteger("head_dim")
    guard headDimension != nil || defaults.headDimension != nil || hidden % heads == 0 else {
      throw ConfigError(
        key: "num_attention_heads", "\(heads) heads do not divide hidden_size \(hidden)")
    }
    let dimension = headDimension ?? defaults.headDimension ?? hidden / heads
    try ModelSpec.require(dimension, "head_dim")
    let bias: (input: Bool, output: Bool)
    switch architecture {
    case .qwen2: bias = (true, false)
    case .qwen2MoE: bias = (try reader.flag("qkv_bias", default: true), false)
    case .internlm2:
      let all = try reader.flag("bias", default: true)
      bias = (all, all)
    case .llama, .qwen3, .qwen3MoE:
      let all = try reader.flag("attention_bias", default: false)
      bias = (all, all)
    default: bias = (false, false)
    }
    return AttentionSpec(
      queryHeads: heads, keyValueHeads: keyValueHeads ?? defaults.keyValueHeads ?? heads,
      headDimension: dimension,
      rotary: try reader.rotary(
        headDimension: dimension, defaultTheta: defaults.theta, contextLength: context),
      queryKeyNorm: [.qwen3, .qwen3MoE].contains(architecture) ? norm : nil,
      hasInputBias: bias.input, hasOutputBias: bias.output)
  }

  /// The feed-forward part of each layer.
  private static func llamaFeedForwards(
    _ reader: inout ConfigReader, _ architecture: Architecture, _ defaults: LlamaDefaults,
    layers: Int
  ) throws -> [FeedForwardSpec] {
    if [.qwen2MoE, .qwen3MoE].contains(architecture) {
      return try qwenFeedForwards(
        &reader, architecture, intermediate: defaults.intermediate, layers: layers)
    }
    let dense = DenseSpec(
      hiddenDimension: try reader.integer("intermediate_size", default: defaults.intermediate),
      activation: try reader.activation("hidden_act", default: "silu"),
      hasBias: architecture == .llama ? try reader.flag("mlp_bias", default: false) : false)
    guard architecture == .mixtral else { return Array(repeating: .dense(dense), count: layers) }
    let mixture = MixtureSpec(
      expertCount: try reader.expertCount(default: 8),
      expertsPerToken: try reader.integer("num_experts_per_tok", default: 2), expert: dense,
      renormalizesShares: true)
    return Array(repeating: .mixture(mixture), count: layers)
  }

  /// The window of each layer.
  private static func llamaWindows(
    _ reader: inout ConfigReader, _ architecture: Architecture, _ defaults: LlamaDefaults,
    layers: Int
  ) throws -> [Int?] {
    switch architecture {
    case .mistral, .mixtral, .phi3:
      // A window that is there but null means none; one that is not there takes the default.
      let window =
        reader.isNull("sliding_window")
        ? nil : try reader.optionalInteger("sliding_window") ?? defaults.window
      // Of these, transformers reads the layers' kinds for Mistral alone (which it then calls Ministral).
      guard architecture == .mistral else { return Array(repeating: window, count: layers) }
      let sliding = try reader.slidingLayers(count: layers) { _ in window != nil }
      if window == nil, sliding.contains(true) { reader.noteNoWindow("sliding_window is null") }
      return sliding.map { $0 ? window : nil }
    case .qwen2, .qwen3:
      guard try reader.flag("use_sliding_window", default: false) else {
        if try reader.slidingLayers(count: layers, isSliding: { _ in false }).contains(true) {
          reader.noteNoWindow("use_sliding_window is false")
        }
        return Array(repeating: nil, count: layers)
      }
      let window = try reader.integer("sliding_window", default: 4096)
      let first = try reader.integer("max_window_layers", default: 28)
      return try reader.slidingLayers(count: layers) { $0 >= first }.map { $0 ? window : nil }
    case .qwen2MoE, .qwen3MoE:
      guard try reader.flag("use_sliding_window", default: false) else {
        return Array(repeating: nil, count: layers)
      }
      let window = try reader.integer("sliding_window", default: 4096)
      if architecture == .qwen3MoE { return Array(repeating: window, count: layers) }
      let last = try reader.integer("max_window_layers", default: 28)
      let sliding = try reader.slidingLayers(count: layers) { $0 < last && $0.isMultiple(of: 2) }
      return sliding.map { $0 ? window : nil }
    default: return Array(repeating: nil, count: layers)
    }
  }

  static func require(_ value: Int, _ key: String) throws {
    guard value >= 1, value <= ModelSpec.largestDimension else {
      throw ConfigError(
        key: key, "expected between 1 and \(ModelSpec.largestDimension), got \(value)")
    }
  }
}
