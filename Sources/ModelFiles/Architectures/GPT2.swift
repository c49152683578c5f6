import JSON
import ModelSpec

extension ArchitectureDefinition {
  /// GPT-2: learned positions, LayerNorm, biases, a feed-forward part without a gate; matrices are
  /// stored transposed.
  static let gpt2 = ArchitectureDefinition(
    architecture: .gpt2,
    huggingFace: HuggingFaceForm(
      modelTypes: ["gpt2"], className: "GPT2LMHeadModel", config: GPT2Config(), tensors: .gpt2,
      prefix: "transformer."),
    gguf: GGUFForm(
      name: "gpt2", pairing: .halves, norm: .layer, activation: .geluTanh, isGated: false,
      hasLearnedPositions: true))
}

/// The `config.json` of GPT-2.
struct GPT2Config: ConfigForm {
  var names = DimensionNames(
    width: "n_embd", layers: "n_layer", heads: "n_head", context: "n_positions",
    epsilon: "layer_norm_epsilon", hidden: "n_inner", activation: "activation_function")

  func read(_ reader: inout ConfigReader, as architecture: Architecture) throws -> ModelSpec {
    let width = try reader.integer(names.width, default: 768)
    let heads = try reader.integer(names.heads, default: 12)
    let positions = try reader.integer(names.context, default: 1024)
    let count = try reader.layerCount(
      reader.integer(names.layers, default: 12), key: names.layers)
    try ModelSpec.require(heads, names.heads)
    try ModelSpec.require(width, names.width)
    guard width % heads == 0 else {
      throw ConfigError(key: names.heads, "\(heads) heads do not divide \(names.width) \(width)")
    }
    let norm = NormSpec(.layer, epsilon: try reader.number(names.epsilon, default: 1e-5))
    let isScaled = try reader.flag("scale_attn_weights", default: true)
    let byLayer = try reader.flag("scale_attn_by_inverse_layer_idx", default: false)
    let dense = DenseSpec(
      hiddenDimension: try reader.optionalInteger(names.hidden) ?? 4 * width,
      activation: try reader.activation(names.activation, default: "gelu_new"),
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
      name: "gpt2", architecture: architecture,
      vocabularySize: try reader.integer(names.vocabulary, default: 50257), modelDimension: width,
      contextLength: positions, embedding: EmbeddingSpec(learnedPositions: positions),
      layers: layers, finalNorm: norm,
      head: HeadSpec(isTied: try reader.flag("tie_word_embeddings", default: true)))
  }

  func write(to config: inout ConfigWriter) {
    let (spec, attention) = (config.spec, config.first.attention)
    config[names.width] = .integer(spec.modelDimension)
    config[names.heads] = .integer(attention.queryHeads)
    config[names.layers] = .integer(spec.layers.count)
    config[names.context] = .integer(spec.embedding.learnedPositions ?? spec.contextLength)
    config["n_ctx"] = .integer(spec.contextLength)
    config[names.epsilon] = .number(config.first.norm.epsilon)
    if case .dense(let dense) = config.first.feedForward {
      config[names.hidden] = .integer(dense.hiddenDimension)
      config[names.activation] = .string(
        dense.activation == .geluTanh ? "gelu_new" : dense.activation.nameInTransformers)
    }
    let isScaled = attention.headDimension == 1 || attention.scale != 1
    config["scale_attn_weights"] = .bool(isScaled)
    let byLayer =
      spec.layers.count > 1 && spec.layers[1].attention.scale < 0.75 * attention.scale
    config["scale_attn_by_inverse_layer_idx"] = .bool(byLayer)
  }

  func biases(for spec: ModelSpec) -> (attention: AttentionSpec.Biases, dense: Bool) {
    ([.inputs, .output], true)
  }
}

extension WeightNaming {
  fileprivate static let gpt2 = WeightNaming(
    outer: [
      .tokenEmbedding: .whole("wte.weight"), .positionEmbedding: .whole("wpe.weight"),
      .finalNorm: .whole("ln_f.weight"), .finalNormBias: .whole("ln_f.bias"),
    ],
    layer: [
      .attentionNorm: .whole("h.{i}.ln_1.weight"),
      .attentionNormBias: .whole("h.{i}.ln_1.bias"),
      .query: .transposedPart("h.{i}.attn.c_attn.weight", .query),
      .key: .transposedPart("h.{i}.attn.c_attn.weight", .key),
      .value: .transposedPart("h.{i}.attn.c_attn.weight", .value),
      .queryBias: .packed("h.{i}.attn.c_attn.bias", .query),
      .keyBias: .packed("h.{i}.attn.c_attn.bias", .key),
      .valueBias: .packed("h.{i}.attn.c_attn.bias", .value),
      .attentionOutput: .transposed("h.{i}.attn.c_proj.weight"),
      .attentionOutputBias: .whole("h.{i}.attn.c_proj.bias"),
      .feedForwardNorm: .whole("h.{i}.ln_2.weight"),
      .feedForwardNormBias: .whole("h.{i}.ln_2.bias"),
      .up: .transposed("h.{i}.mlp.c_fc.weight"),
      .upBias: .whole("h.{i}.mlp.c_fc.bias"),
      .down: .transposed("h.{i}.mlp.c_proj.weight"),
      .downBias: .whole("h.{i}.mlp.c_proj.bias"),
    ])
}
