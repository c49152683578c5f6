import ModelSpec

extension ArchitectureDefinition {
  /// Mixtral: Mistral with eight experts in each layer; called by Llama's name in GGUF files.
  static let mixtral = ArchitectureDefinition(
    architecture: .mixtral,
    huggingFace: HuggingFaceForm(
      modelTypes: ["mixtral"], className: "MixtralForCausalLM",
      config: LlamaConfig(
        hidden: 14336, keyValueHeads: 8, context: 131_072, epsilon: 1e-5, theta: 1e6,
        attentionBias: .none, windows: .all(default: nil),
        feedForward: EqualExperts(experts: 8, perToken: 2)),
      tensors: .mixtral,
      otherTensors: [
        OtherNaming(
          marker: "model.layers.0.mlp.experts.gate_up_proj", naming: .llamaWithStackedExperts)
      ]),
    gguf: GGUFForm(name: "llama", pairing: .adjacent, isMeant: { $0.mixture != nil }))
}

extension WeightNaming {
  fileprivate static let mixtral = llama.replacing([
    .router: .whole("layers.{i}.block_sparse_moe.gate.weight"),
    .expertGate: .experts("layers.{i}.block_sparse_moe.experts.{e}.w1.weight"),
    .expertUp: .experts("layers.{i}.block_sparse_moe.experts.{e}.w3.weight"),
    .expertDown: .experts("layers.{i}.block_sparse_moe.experts.{e}.w2.weight"),
  ])
}
