import ModelSpec

extension ArchitectureDefinition {
  /// Qwen2-MoE: Qwen2 with experts, one of them for all tokens; counted, not run.
  static let qwen2MoE = ArchitectureDefinition(
    architecture: .qwen2MoE,
    huggingFace: HuggingFaceForm(
      modelTypes: ["qwen2_moe"], className: "Qwen2MoeForCausalLM",
      config: LlamaConfig(
        vocabulary: 151_936, width: 2048, hidden: 5632, layers: 24, heads: 16, keyValueHeads: 16,
        context: 32768, attentionBias: .inputsByFlag("qkv_bias", default: true),
        windows: .everyOther,
        feedForward: QwenExperts(experts: 60, perToken: 4, hidden: 1408, sharedHidden: 5632)),
      tensors: .llamaWithExperts.replacing(WeightNaming.qwenSharedExpert),
      otherTensors: [
        OtherNaming(
          marker: "model.layers.{i}.mlp.experts.gate_up_proj",
          naming: .llamaWithStackedExperts.replacing(WeightNaming.qwenSharedExpert))
      ]),
    gguf: GGUFForm(name: "qwen2moe", pairing: .halves, renormalizesShares: false))
}

extension WeightNaming {
  fileprivate static let qwenSharedExpert: [LayerTensor: WeightSource] = [
    .sharedGate: .whole("layers.{i}.mlp.shared_expert.gate_proj.weight"),
    .sharedUp: .whole("layers.{i}.mlp.shared_expert.up_proj.weight"),
    .sharedDown: .whole("layers.{i}.mlp.shared_expert.down_proj.weight"),
    .sharedScale: .whole("layers.{i}.mlp.shared_expert_gate.weight"),
  ]
}
