import ModelSpec

extension ArchitectureDefinition {
  /// Gemma 2: norms around each sub-layer, a window in every other layer, soft caps.
  static let gemma2 = ArchitectureDefinition(
    architecture: .gemma2,
    huggingFace: HuggingFaceForm(
      modelTypes: ["gemma2"], className: "Gemma2ForCausalLM",
      config: GemmaConfig(
        normPlacement: .beforeAndAfter, hasQueryScalar: true, logitCap: 30, scoreCap: 50,
        windows: .everyOther),
      tensors: .gemma2, normOffset: 1),
    gguf: GGUFForm(
      name: "gemma2", pairing: .halves, normPlacement: .beforeAndAfter, activation: .geluTanh,
      embedding: .rootOfWidth, scoreCap: 50, logitCap: 30,
      scale: .published(byWidthWithLayers: 46), windowPeriod: 2, alternatesWindows: true))
}

extension WeightNaming {
  /// Llama's names, with norms around each sub-layer.
  static let gemma2 = llama.replacing([
    .attentionPostNorm: .whole("layers.{i}.post_attention_layernorm.weight"),
    .feedForwardNorm: .whole("layers.{i}.pre_feedforward_layernorm.weight"),
    .feedForwardPostNorm: .whole("layers.{i}.post_feedforward_layernorm.weight"),
  ])
}
