extension Catalogue {
  /// Gemma 3's report: five layers with a window, then one without; norms of queries and keys; a
  /// SigLIP tower from 4B on.
  ///
  /// The larger models' files have 64 rows of embedding more than the tokenizer has tokens.
  static let gemma3: [PublishedModel] = {
    let family = ModelFamily(
      maker: "Google", source: "arXiv 2503.19786; config.json of google/gemma-3",
      architecture: .gemma3, context: 32_768, norm: NormSpec(.rms, epsilon: 1e-6),
      activation: .geluTanh, isTied: true, theta: 1e6, window: 512, normalizesHeads: true,
      scalesEmbedding: true)
    let seeing = family.with(\.context, 131_072).with(\.window, 1024)
      .with(\.scaling, .linear(factor: 8))
    func stated(_ total: StatedCount) -> StatedParameters {
      StatedParameters(total: total, note: "safetensors metadata of the Hub")
    }
    func trained(_ trillions: Int, _ accelerator: String? = nil, _ count: Int? = nil)
      -> TrainingFacts
    {
      TrainingFacts(
        tokens: trillions * .trillion, accelerator: accelerator, acceleratorCount: count,
        source: accelerator == nil
          ? "model card of google/gemma-3-270m" : "arXiv 2503.19786, section 2 and table 2")
    }
    return [
      family.model(
        family.gemma3(
          "gemma-3-270m", scale: 256,
          DecoderShape(
            layers: 18, width: 640, heads: 4, keyValueHeads: 1, headDimension: 256,
            feedForward: 2048, vocabulary: 262_144)),
        stated: stated(268_098_176), training: trained(6)),
      family.model(
        family.gemma3(
          "gemma-3-1b", scale: 256,
          DecoderShape(
            layers: 26, width: 1152, heads: 4, keyValueHeads: 1, headDimension: 256,
            feedForward: 6912, vocabulary: 262_144)),
        stated: stated(999_885_952), training: trained(2, "TPU v5e", 512)),
      seeing.model(
        seeing.gemma3(
          "gemma-3-4b", scale: 256, sees: true,
          DecoderShape(
            layers: 34, width: 2560, heads: 8, keyValueHeads: 4, headDimension: 256,
            feedForward: 10240, vocabulary: 262_208)),
        stated: stated(4_300_079_472), training: trained(4, "TPU v5e", 2048)),
      seeing.model(
        seeing.gemma3(
          "gemma-3-12b", scale: 256, sees: true,
          DecoderShape(
            layers: 48, width: 3840, heads: 16, keyValueHeads: 8, headDimension: 256,
            feedForward: 15360, vocabulary: 262_208)),
        stated: stated(12_187_325_040), training: trained(12, "TPU v4", 6144)),
      seeing.model(
        seeing.gemma3(
          "gemma-3-27b", scale: 168, sees: true,
          DecoderShape(
            layers: 62, width: 5376, heads: 32, keyValueHeads: 16, headDimension: 128,
            feedForward: 21504, vocabulary: 262_208)),
        stated: stated(27_432_406_640), training: trained(14, "TPU v5p", 6144)),
    ]
  }()
}

extension ModelFamily {
  /// Gemma 3: every sixth layer sees all positions, with the family's rotary base; the others have
  /// a base of 10,000.
  ///
  /// - Parameters:
  ///   - scale: Scores are divided by its square root.
  ///   - sees: Whether there is a vision tower.
  fileprivate func gemma3(
    _ name: String, scale: Double, sees: Bool = false, _ shape: DecoderShape
  ) -> ModelSpec {
    var spec = spec(name, shape)
    for index in spec.layers.indices {
      spec.layers[index].normPlacement = .beforeAndAfter
      spec.layers[index].attention.scale = 1 / scale.squareRoot()
      if (index + 1).isMultiple(of: 6) {
        spec.layers[index].attention.window = nil
      } else {
        spec.layers[index].attention.rotary = RotarySpec(
          dimensions: shape.headDimension, theta: 10_000)
      }
    }
    if sees {
      spec.vision = VisionSpec(
        modelDimension: 1152, layers: 27, hiddenDimension: 4304, imageSize: 896, patchSize: 14,
        outputDimension: shape.width)
    }
    return spec
  }
}
