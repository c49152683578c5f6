import ModelSpec

extension ArchitectureDefinition {
  /// Qwen2: Llama with biases on query, key and value.
  static let qwen2 = ArchitectureDefinition(
    architecture: .qwen2,
    huggingFace: HuggingFaceForm(
      modelTypes: ["qwen2"], className: "Qwen2ForCausalLM",
      config: LlamaConfig(
        vocabulary: 151_936, hidden: 22016, context: 32768, attentionBias: .inputs,
        windows: .fromLayer)),
    gguf: GGUFForm(name: "qwen2", pairing: .halves))
}
