import ModelSpec

extension ArchitectureDefinition {
  /// Qwen3: Llama with norms of queries and keys.
  static let qwen3 = ArchitectureDefinition(
    architecture: .qwen3,
    huggingFace: HuggingFaceForm(
      modelTypes: ["qwen3"], className: "Qwen3ForCausalLM",
      config: LlamaConfig(
        vocabulary: 151_936, hidden: 22016, headDimension: 128, context: 32768,
        hasQueryKeyNorm: true, windows: .fromLayer)),
    gguf: GGUFForm(name: "qwen3", pairing: .halves, hasQueryKeyNorm: true))
}
