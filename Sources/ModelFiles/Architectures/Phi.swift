import ModelSpec

extension ArchitectureDefinition {
  /// Phi-1, 1.5 and 2: sub-layers side by side, biases everywhere; counted, not run.
  static let phi = ArchitectureDefinition(
    architecture: .phi,
    huggingFace: HuggingFaceForm(
      modelTypes: ["phi"], className: "PhiForCausalLM", config: PhiConfig(), tensors: .phi),
    gguf: GGUFForm(
      name: "phi2", pairing: .halves, norm: .layer, normPlacement: .shared, activation: .geluTanh,
      isGated: false))
}

/// The `config.json` of Phi-1, 1.5 and 2: one LayerNorm whose output both sub-layers read, biases
/// everywhere, the head included, and a head of which only some columns turn.
struct PhiConfig: ConfigForm {
  var names = DimensionNames(epsilon: "layer_norm_eps")

  func read(_ reader: inout ConfigReader, as architecture: Architecture) throws -> ModelSpec {
    let width = try reader.integer(names.width, default: 2048)
    let context = try reader.integer(names.context, default: 2048)
    let count = try reader.layerCount(
      reader.integer(names.layers, default: 24), key: names.layers)
    let norm = NormSpec(.layer, epsilon: try reader.number(names.epsilon, default: 1e-5))
    let dense = DenseSpec(
      hiddenDimension: try reader.integer(names.hidden, default: 8192),
      activation: try reader.activation(names.activation, default: "gelu_new"), isGated: false,
      hasBias: true)
    let layer = LayerSpec(
      attention: try attention(&reader, width: width, context: context, norm: norm),
      feedForward: .dense(dense), norm: norm, normPlacement: .shared)
    return ModelSpec(
      name: "phi", architecture: architecture,
      vocabularySize: try reader.integer(names.vocabulary, default: 51200), modelDimension: width,
      contextLength: context, layers: Array(repeating: layer, count: count), finalNorm: norm,
      head: HeadSpec(
        isTied: try reader.flag("tie_word_embeddings", default: false), hasBias: true))
  }

  private func attention(
    _ reader: inout ConfigReader, width: Int, context: Int, norm: NormSpec
  ) throws -> AttentionSpec {
    let heads = try reader.integer(names.heads, default: 32)
    try ModelSpec.require(heads, names.heads)
    let dimension = try reader.optionalInteger(names.headDimension) ?? width / heads
    guard reader.has(names.headDimension) || width.isMultiple(of: heads) else {
      throw ConfigError(
        key: names.heads, "\(heads) heads do not divide \(names.width) \(width)")
    }
    try ModelSpec.require(dimension, names.headDimension)
    return AttentionSpec(
      queryHeads: heads,
      keyValueHeads: try reader.optionalInteger(names.keyValueHeads) ?? heads,
      headDimension: dimension,
      rotary: try reader.rotary(
        headDimension: dimension, defaultTheta: 10_000, contextLength: context, defaultShare: 0.5),
      queryKeyNorm: try reader.flag("qk_layernorm", default: false) ? norm : nil,
      hasInputBias: true, hasOutputBias: true)
  }

  /// Nothing: sub-layers side by side are not written.
  func write(to config: inout ConfigWriter) {}
}

extension WeightNaming {
  fileprivate static let phi = WeightNaming(
    outer: [
      .tokenEmbedding: .whole("embed_tokens.weight"),
      .finalNorm: .whole("final_layernorm.weight"), .finalNormBias: .whole("final_layernorm.bias"),
    ],
    layer: llama.layer
  ).replacing([
    .attentionNormBias: .whole("layers.{i}.input_layernorm.bias"),
    .attentionOutput: .whole("layers.{i}.self_attn.dense.weight"),
    .attentionOutputBias: .whole("layers.{i}.self_attn.dense.bias"),
    .queryNorm: .whole("layers.{i}.self_attn.q_layernorm.weight"),
    .queryNormBias: .whole("layers.{i}.self_attn.q_layernorm.bias"),
    .keyNorm: .whole("layers.{i}.self_attn.k_layernorm.weight"),
    .keyNormBias: .whole("layers.{i}.self_attn.k_layernorm.bias"),
    .up: .whole("layers.{i}.mlp.fc1.weight"),
    .upBias: .whole("layers.{i}.mlp.fc1.bias"),
    .down: .whole("layers.{i}.mlp.fc2.weight"),
    .downBias: .whole("layers.{i}.mlp.fc2.bias"),
  ])
}
