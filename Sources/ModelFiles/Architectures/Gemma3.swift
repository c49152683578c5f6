import ModelSpec

extension ArchitectureDefinition {
  /// Gemma 3: head norms, a window in five of six layers, which turn by a base of their own; a
  /// tower beside the larger ones.
  static let gemma3 = ArchitectureDefinition(
    architecture: .gemma3,
    huggingFace: HuggingFaceForm(
      modelTypes: ["gemma3_text", "gemma3"], className: "Gemma3ForCausalLM",
      tower: .init(modelType: "gemma3", visionType: "siglip_vision_model"),
      config: GemmaConfig(
        vocabulary: 262_208, context: 131_072, theta: 1e6, normPlacement: .beforeAndAfter,
        hasQueryScalar: true, windows: .allButEvery(6), hasQueryKeyNorm: true, localTheta: 10_000),
      tensors: .gemma2, normOffset: 1),
    gguf: GGUFForm(
      name: "gemma3", pairing: .halves, normPlacement: .beforeAndAfter, hasQueryKeyNorm: true,
      activation: .geluTanh, embedding: .rootOfWidth,
      scale: .published(byWidthWithLayers: 62), windowPeriod: 6, localTheta: 10_000))
}
