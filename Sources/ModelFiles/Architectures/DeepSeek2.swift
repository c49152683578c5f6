import ModelSpec

extension ArchitectureDefinition {
  /// DeepSeek-V2: latent attention, many small experts beside shared ones; counted, not run.
  static let deepSeek2 = ArchitectureDefinition(
    architecture: .deepSeek2,
    huggingFace: HuggingFaceForm(
      modelTypes: ["deepseek_v2"], className: "DeepseekV2ForCausalLM", config: DeepSeekConfig(),
      tensors: .deepSeek),
    gguf: GGUFForm(name: "deepseek2", pairing: .adjacent, renormalizesShares: false))
}
