import ModelSpec

extension ArchitectureDefinition {
  /// Mistral: Llama with a window; called by Llama's name in GGUF files.
  static let mistral = ArchitectureDefinition(
    architecture: .mistral,
    huggingFace: HuggingFaceForm(
      modelTypes: ["mistral", "ministral"], className: "MistralForCausalLM",
      config: LlamaConfig(
        hidden: 14336, keyValueHeads: 8, context: 131_072, attentionBias: .none,
        windows: .byLayer(
          default: 4096, modelType: "ministral", className: "MinistralForCausalLM"))),
    gguf: GGUFForm(
      name: "llama", pairing: .adjacent, isMeant: { $0.mixture == nil && $0.hasWindow }))
}
