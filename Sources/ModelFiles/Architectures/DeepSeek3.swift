import ModelSpec

extension ArchitectureDefinition {
  /// DeepSeek-V3: DeepSeek-V2 whose router has a bias; counted, not run; called by DeepSeek-V2's
  /// name in GGUF files.
  static let deepSeek3 = ArchitectureDefinition(
    architecture: .deepSeek3,
    huggingFace: HuggingFaceForm(
      modelTypes: ["deepseek_v3"], className: "DeepseekV3ForCausalLM",
      config: DeepSeekConfig(
        vocabulary: 129_280, width: 7168, hidden: 18432, expertHidden: 2048, layers: 61,
        heads: 128, experts: 256, expertsPerToken: 8, sharedExperts: 1, denseLayers: 3,
        context: 4096,
        renormalizes: true, selection: "noaux_tc", predictionModules: 1, namesPairing: true),
      tensors: .deepSeek),
    gguf: GGUFForm(
      name: "deepseek2", pairing: .adjacent, isMeant: { $0.mixture?.hasSelectionBias == true },
      renormalizesShares: false))
}
