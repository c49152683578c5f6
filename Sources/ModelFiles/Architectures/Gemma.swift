import ModelSpec

extension ArchitectureDefinition {
  /// Gemma 1, whose safetensors hold the factors of norms less one; its GGUF files do not.
  static let gemma = ArchitectureDefinition(
    architecture: .gemma,
    huggingFace: HuggingFaceForm(
      modelTypes: ["gemma"], className: "GemmaForCausalLM",
      config: GemmaConfig(
        width: 3072, hidden: 24576, layers: 28, heads: 16, keyValueHeads: 16,
        approximatesGELU: true),
      normOffset: 1),
    gguf: GGUFForm(name: "gemma", pairing: .halves, activation: .geluTanh, embedding: .rootOfWidth))
}
