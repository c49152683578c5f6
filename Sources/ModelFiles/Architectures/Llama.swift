import ModelSpec

extension ArchitectureDefinition {
  /// Llama: what the others are told apart from.
  static let llama = ArchitectureDefinition(
    architecture: .llama,
    huggingFace: HuggingFaceForm(
      modelTypes: ["llama"], className: "LlamaForCausalLM",
      config: LlamaConfig(hasNetworkBiasFlag: true)),
    gguf: GGUFForm(name: "llama", pairing: .adjacent))
}

extension WeightNaming {
  /// The names that most classes of transformers have.
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
}
