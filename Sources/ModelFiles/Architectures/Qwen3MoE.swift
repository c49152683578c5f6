import ModelSpec

extension ArchitectureDefinition {
  /// Qwen3-MoE: Qwen3 with experts.
  static let qwen3MoE = ArchitectureDefinition(
    architecture: .qwen3MoE,
    huggingFace: HuggingFaceForm(
      modelTypes: ["qwen3_moe"], className: "Qwen3MoeForCausalLM",
      config: LlamaConfig(
        vocabulary: 151_936, width: 2048, hidden: 6144, layers: 24, heads: 32, keyValueHeads: 4,
        context: 32768, hasQueryKeyNorm: true, windows: .allByFlag,
        feedForward: QwenExperts(experts: 128, perToken: 8, hidden: 768)),
      tensors: .llamaWithExperts,
      otherTensors: [
        OtherNaming(
          marker: "model.layers.{i}.mlp.experts.gate_up_proj", naming: .llamaWithStackedExperts)
      ]),
    gguf: GGUFForm(
      name: "qwen3moe", pairing: .halves, hasQueryKeyNorm: true, namesExpertWidth: true))
}
