import ModelSpec

extension ArchitectureDefinition {
  /// Phi-3: Llama with query, key and value in one matrix, and gate and up in another.
  static let phi3 = ArchitectureDefinition(
    architecture: .phi3,
    huggingFace: HuggingFaceForm(
      modelTypes: ["phi3"], className: "Phi3ForCausalLM",
      config: LlamaConfig(
        vocabulary: 32064, width: 3072, hidden: 8192, context: 4096, epsilon: 1e-5,
        attentionBias: .none, windows: .all(default: nil), derivesHeads: true),
      tensors: .phi3),
    gguf: GGUFForm(name: "phi3", pairing: .halves))
}

extension WeightNaming {
  fileprivate static let phi3 = llama.replacing([
    .query: .packed("layers.{i}.self_attn.qkv_proj.weight", .query),
    .key: .packed("layers.{i}.self_attn.qkv_proj.weight", .key),
    .value: .packed("layers.{i}.self_attn.qkv_proj.weight", .value),
    .gate: .packed("layers.{i}.mlp.gate_up_proj.weight", .gate),
    .up: .packed("layers.{i}.mlp.gate_up_proj.weight", .up),
  ])
}
