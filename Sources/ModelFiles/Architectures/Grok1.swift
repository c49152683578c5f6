import JSON
import ModelSpec

extension ArchitectureDefinition {
  /// Grok-1: eight experts of which two work, norms around each sub-layer, attention scores capped
  /// at 30.
  ///
  /// Hub copies carry code of their own and differ in `model_type`; what their classes are called
  /// tells them.
  static let grok1 = ArchitectureDefinition(
    architecture: .grok1,
    huggingFace: HuggingFaceForm(
      modelTypes: ["grok-1", "grok", "grok1"], className: "Grok1ModelForCausalLM",
      classPrefix: "Grok", config: Grok1Config(), tensors: .grokHub,
      otherTensors: [
        OtherNaming(marker: "transformer.in_out_embed.weight", naming: .grokOriginal)
      ]),
    gguf: GGUFForm(
      name: "grok", pairing: .halves, tensors: .grokGGUF,
      // Files of other programs have the names that Gemma's norms have.
      otherTensors: [
        OtherNaming(marker: "blk.0.post_attention_norm.weight", naming: .ggufPlain)
      ],
      normPlacement: .beforeAndAfter, activation: .geluTanh,
      embedding: .stored(default: Grok1Config.embeddingMultiplier),
      headMultiplier: Grok1Config.headMultiplier, scoreCap: 30,
      scale: .stored(key: "attention.output_scale", default: 0.08838834764831845),
      renormalizesShares: false))
}

/// The `config.json` of Grok-1.
///
/// transformers has no such class, so there are no published defaults: the file must name
/// its dimensions.
struct Grok1Config: ConfigForm {
  /// The factor on embeddings: the root of 6,144.
  static let embeddingMultiplier = 78.38367176906169
  /// The factor on logits: the root of a third.
  static let headMultiplier = 0.5773502691896257

  var names = DimensionNames()

  func read(_ reader: inout ConfigReader, as architecture: Architecture) throws -> ModelSpec {
    let width = try reader.integer(names.width)
    let heads = try reader.integer(names.heads)
    let context = try reader.integer(names.context, default: 8192)
    let count = try reader.layerCount(reader.integer(names.layers), key: names.layers)
    try ModelSpec.require(heads, names.heads)
    let headDimension = try reader.optionalInteger(names.headDimension) ?? width / heads
    try ModelSpec.require(headDimension, names.headDimension)
    let norm = NormSpec(.rms, epsilon: try reader.number(names.epsilon, default: 1e-5))
    let scale =
      try reader.optionalNumber("attn_output_multiplier") ?? 1 / Double(headDimension).squareRoot()
    let attention = AttentionSpec(
      queryHeads: heads, keyValueHeads: try reader.integer(names.keyValueHeads),
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
        hiddenDimension: try reader.integer(names.hidden), activation: try activation(&reader)),
      renormalizesShares: false)
    let layer = LayerSpec(
      attention: attention, feedForward: .mixture(mixture), norm: norm,
      normPlacement: .beforeAndAfter)
    return ModelSpec(
      name: "grok-1", architecture: architecture,
      vocabularySize: try reader.integer(names.vocabulary),
      modelDimension: width, contextLength: context,
      embedding: EmbeddingSpec(
        multiplier: try reader.number(
          "embedding_multiplier_scale", default: Self.embeddingMultiplier)),
      layers: Array(repeating: layer, count: count), finalNorm: norm,
      head: HeadSpec(
        isTied: try reader.flag("tie_word_embeddings", default: true),
        multiplier: try reader.number("output_multiplier_scale", default: Self.headMultiplier)))
  }

  /// The authors' code has no such setting: it takes GELU by its tanh approximation, which some
  /// copies write as "gelu".
  private func activation(_ reader: inout ConfigReader) throws -> Activation {
    guard try reader.string(names.activation) ?? "gelu" == "gelu" else {
      return try reader.activation(names.activation, default: "gelu_new")
    }
    return .geluTanh
  }

  func write(to config: inout ConfigWriter) {
    let attention = config.first.attention
    config.addDimensions(names, derivesHeads: true)
    config.addFeedForward(names)
    config["attn_output_multiplier"] = .number(attention.scale)
    config["max_attn_value"] = .optional(attention.softcap)
    config["embedding_multiplier_scale"] = .number(config.spec.embedding.multiplier)
    config["output_multiplier_scale"] = .number(config.spec.head.multiplier)
    config.addRotary()
  }
}

extension WeightNaming {
  fileprivate static let grokGGUF = ggufPlain.replacing([
    .attentionPostNorm: .whole("blk.{i}.attn_output_norm.weight"),
    .feedForwardPostNorm: .whole("blk.{i}.layer_output_norm.weight"),
  ])

  fileprivate static let grokHub = WeightNaming(
    outer: [.tokenEmbedding: .whole("embed_tokens.weight"), .finalNorm: .whole("norm.scale")],
    layer: [
      .attentionNorm: .whole("layers.{i}.pre_attn_norm.scale"),
      .query: .whole("layers.{i}.attn.q_proj.weight"),
      .key: .whole("layers.{i}.attn.k_proj.weight"),
      .value: .whole("layers.{i}.attn.v_proj.weight"),
      .attentionOutput: .whole("layers.{i}.attn.o_proj.weight"),
      .attentionPostNorm: .whole("layers.{i}.post_attn_norm.scale"),
      .feedForwardNorm: .whole("layers.{i}.pre_moe_norm.scale"),
      .router: .whole("layers.{i}.moe_block.gate.weight"),
      .expertGate: .experts("layers.{i}.moe_block.experts.{e}.linear.weight"),
      .expertUp: .experts("layers.{i}.moe_block.experts.{e}.linear_v.weight"),
      .expertDown: .experts("layers.{i}.moe_block.experts.{e}.linear_1.weight"),
      .feedForwardPostNorm: .whole("layers.{i}.post_moe_norm.scale"),
    ])

  fileprivate static let grokOriginal = WeightNaming(
    outer: [
      .tokenEmbedding: .whole("in_out_embed.weight"), .finalNorm: .whole("rms_norm.weight"),
    ],
    layer: [
      .attentionNorm: .whole("decoder_layer.{i}.rms_norm.weight"),
      .query: .whole("decoder_layer.{i}.multi_head_attention.query.weight"),
      .key: .whole("decoder_layer.{i}.multi_head_attention.key.weight"),
      .value: .whole("decoder_layer.{i}.multi_head_attention.value.weight"),
      .attentionOutput: .whole("decoder_layer.{i}.multi_head_attention.linear.weight"),
      .attentionPostNorm: .whole("decoder_layer.{i}.rms_norm_1.weight"),
      .feedForwardNorm: .whole("decoder_layer.{i}.rms_norm_2.weight"),
      .router: .whole("decoder_layer.{i}.router.weight"),
      .expertGate: .experts("decoder_layer.{i}.moe.{e}.linear.weight"),
      .expertUp: .experts("decoder_layer.{i}.moe.{e}.linear_v.weight"),
      .expertDown: .experts("decoder_layer.{i}.moe.{e}.linear_1.weight"),
      .feedForwardPostNorm: .whole("decoder_layer.{i}.rms_norm_3.weight"),
    ])
}
