import ModelSpec

extension WeightNaming {
  /// The names in a Hugging Face file of this model; the prefix that files of one kind differ in is found by looking.
  static func huggingFace(_ spec: ModelSpec, in file: WeightFile) throws -> WeightNaming {
    var naming = Self.huggingFaceBody(spec, contains: file.contains)
    guard case .whole(let anchor)? = naming.outer[.tokenEmbedding] else {
      preconditionFailure("every naming has a token embedding")
    }
    let prefixes = ["model.", "model.language_model.", "language_model.model.", "transformer.", ""]
    let prefix = prefixes.first { file.contains($0 + anchor) }
    let head = headName(spec, besideBody: prefix, contains: file.contains)
    if let prefix {
      naming = naming.prefixed(prefix)
    } else if spec.head.isTied, let head {
      // The one matrix may stand under the head's name alone.
      let body = naming.outer[.finalNorm]?.name() ?? ""
      naming = naming.prefixed(prefixes.first { file.contains($0 + body) } ?? "model.")
      naming.outer[.tokenEmbedding] = .whole(head)
    } else {
      throw ModelFileError(
        .missing, path: file.path, "the token embedding, a tensor whose name ends in \(anchor),",
        advice: "check that config.json and the weights belong together")
    }
    naming.outer[.head] = .whole(head ?? headNames[0])
    naming.outer[.headBias] = .whole("lm_head.bias")
    return naming
  }

  /// The name of the stored output head, if there is one under a name where the model's class looks for it.
  ///
  /// Where the configuration does not tie the head, any name of a head will do.
  private static func headName(
    _ spec: ModelSpec, besideBody prefix: String?, contains: (String) -> Bool
  ) -> String? {
    let own = spec.architecture == .internlm2 ? "output.weight" : "lm_head.weight"
    // transformers takes the prefix of a class's body off, or puts it on, wherever the file does otherwise.
    var names = [own, "model.\(own)", "transformer.\(own)"]
    if prefix == "language_model.model." { names.append("language_model.\(own)") }
    if !spec.head.isTied { names += headNames }
    return names.first(where: contains)
  }

  /// The names under which transformers, or the authors' own code, looks for the weights of a model.
  static func huggingFace(writing spec: ModelSpec) -> WeightNaming {
    var naming = Self.huggingFaceBody(spec) { _ in false }
    naming = naming.prefixed(spec.architecture == .gpt2 ? "transformer." : "model.")
    naming.outer[.head] = .whole(headNames[spec.architecture == .internlm2 ? 1 : 0])
    return naming
  }

  /// The names of an output head that is stored apart.
  static let headNames = [
    "lm_head.weight", "output.weight", "language_model.lm_head.weight", "model.lm_head.weight",
  ]

  private static func huggingFaceBody(
    _ spec: ModelSpec, contains: (String) -> Bool
  ) -> WeightNaming {
    switch spec.architecture {
    case .internlm2: internlm2
    case .gpt2: gpt2
    case .grok1: contains("transformer.in_out_embed.weight") ? grokOriginal : grokHub
    case .phi3: llama.replacing(phi3Layer)
    case .mixtral:
      contains("model.layers.0.mlp.experts.gate_up_proj")
        ? llama.replacing(mixtralStackedLayer) : llama.replacing(mixtralLayer)
    case .gemma2, .gemma3: llama.replacing(gemma2Layer)
    case .gemma, .llama, .mistral, .qwen2, .qwen3: llama
    case .qwen3MoE:
      spec.layers.indices.contains { contains("model.layers.\($0).mlp.experts.gate_up_proj") }
        ? llama.replacing(mixtralStackedLayer) : llama.replacing(qwen3MoELayer)
    case .qwen2MoE:
      spec.layers.indices.contains { contains("model.layers.\($0).mlp.experts.gate_up_proj") }
        ? llama.replacing(mixtralStackedLayer).replacing(qwen2MoELayer)
        : llama.replacing(qwen3MoELayer).replacing(qwen2MoELayer)
    case .deepSeek2, .deepSeek3:
      llama.replacing(qwen3MoELayer).replacing(deepSeekLayer)
    case .phi: phi
    }
  }

  func replacing(_ changes: [LayerTensor: WeightSource]) -> WeightNaming {
    WeightNaming(outer: outer, layer: layer.merging(changes) { $1 })
  }

  static let llama = WeightNaming(
    outer: [.tokenEmbedding: .whole("embed_tokens.weight"), .finalNorm: .whole("norm.weight")],
    layer: [
      .attentionNorm: .whole("layers.{i}.input_layernorm.weight"),
      .query: .whole("layers.{i}.self_attn.q_proj.weight"),
      .key: .whole("layers.{i}.self_attn.k_proj.weight"),
      .value: .whole("layers.{i}.self_attn.v_proj.weight"),
      .attentionOutput: .whole("layers.{i}.self_attn.o_proj.weight"),
      .queryBias: .whole("layers.{i}.self_attn.q_proj.bias"),
      .keyBias: .whole("layers.{i}.self_attn.k_proj.bias"),
      .valueBias: .whole("layers.{i}.self_attn.v_proj.bias"),
      .attentionOutputBias: .whole("layers.{i}.self_attn.o_proj.bias"),
      .queryNorm: .whole("layers.{i}.self_attn.q_norm.weight"),
      .keyNorm: .whole("layers.{i}.self_attn.k_norm.weight"),
      .feedForwardNorm: .whole("layers.{i}.post_attention_layernorm.weight"),
      .gate: .whole("layers.{i}.mlp.gate_proj.weight"),
      .up: .whole("layers.{i}.mlp.up_proj.weight"),
      .down: .whole("layers.{i}.mlp.down_proj.weight"),
      .gateBias: .whole("layers.{i}.mlp.gate_proj.bias"),
      .upBias: .whole("layers.{i}.mlp.up_proj.bias"),
      .downBias: .whole("layers.{i}.mlp.down_proj.bias"),
    ])

  private static let gemma2Layer: [LayerTensor: WeightSource] = [
    .attentionPostNorm: .whole("layers.{i}.post_attention_layernorm.weight"),
    .feedForwardNorm: .whole("layers.{i}.pre_feedforward_layernorm.weight"),
    .feedForwardPostNorm: .whole("layers.{i}.post_feedforward_layernorm.weight"),
  ]

  private static let phi3Layer: [LayerTensor: WeightSource] = [
    .query: .packed("layers.{i}.self_attn.qkv_proj.weight", .query),
    .key: .packed("layers.{i}.self_attn.qkv_proj.weight", .key),
    .value: .packed("layers.{i}.self_attn.qkv_proj.weight", .value),
    .gate: .packed("layers.{i}.mlp.gate_up_proj.weight", .gate),
    .up: .packed("layers.{i}.mlp.gate_up_proj.weight", .up),
  ]

  private static let mixtralLayer: [LayerTensor: WeightSource] = [
    .router: .whole("layers.{i}.block_sparse_moe.gate.weight"),
    .expertGate: .experts("layers.{i}.block_sparse_moe.experts.{e}.w1.weight"),
    .expertUp: .experts("layers.{i}.block_sparse_moe.experts.{e}.w3.weight"),
    .expertDown: .experts("layers.{i}.block_sparse_moe.experts.{e}.w2.weight"),
  ]

  private static let qwen3MoELayer: [LayerTensor: WeightSource] = [
    .router: .whole("layers.{i}.mlp.gate.weight"),
    .expertGate: .experts("layers.{i}.mlp.experts.{e}.gate_proj.weight"),
    .expertUp: .experts("layers.{i}.mlp.experts.{e}.up_proj.weight"),
    .expertDown: .experts("layers.{i}.mlp.experts.{e}.down_proj.weight"),
  ]

  private static let mixtralStackedLayer: [LayerTensor: WeightSource] = [
    .router: .whole("layers.{i}.mlp.gate.weight"),
    .expertGate: .stackedPart("layers.{i}.mlp.experts.gate_up_proj", .gate),
    .expertUp: .stackedPart("layers.{i}.mlp.experts.gate_up_proj", .up),
    .expertDown: .whole("layers.{i}.mlp.experts.down_proj"),
  ]

  private static let internlm2 = WeightNaming(
    outer: [.tokenEmbedding: .whole("tok_embeddings.weight"), .finalNorm: .whole("norm.weight")],
    layer: [
      .attentionNorm: .whole("layers.{i}.attention_norm.weight"),
      .query: .grouped("layers.{i}.attention.wqkv.weight", .query),
      .key: .grouped("layers.{i}.attention.wqkv.weight", .key),
      .value: .grouped("layers.{i}.attention.wqkv.weight", .value),
      .queryBias: .grouped("layers.{i}.attention.wqkv.bias", .query),
      .keyBias: .grouped("layers.{i}.attention.wqkv.bias", .key),
      .valueBias: .grouped("layers.{i}.attention.wqkv.bias", .value),
      .attentionOutput: .whole("layers.{i}.attention.wo.weight"),
      .attentionOutputBias: .whole("layers.{i}.attention.wo.bias"),
      .feedForwardNorm: .whole("layers.{i}.ffn_norm.weight"),
      .gate: .whole("layers.{i}.feed_forward.w1.weight"),
      .up: .whole("layers.{i}.feed_forward.w3.weight"),
      .down: .whole("layers.{i}.feed_forward.w2.weight"),
    ])

  private static let gpt2 = WeightNaming(
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

  private static let grokHub = WeightNaming(
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

  private static let grokOriginal = WeightNaming(
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
