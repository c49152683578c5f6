extension Catalogue {
  /// DeepSeek-V2 and V3: latent attention, a few dense layers first, then many narrow experts
  /// beside shared ones.
  static let deepSeek: [PublishedModel] = {
    let second = ModelFamily(
      maker: "DeepSeek", source: "arXiv 2405.04434; config.json of deepseek-ai/DeepSeek-V2",
      architecture: .deepSeek2, context: 163_840, norm: NormSpec(.rms, epsilon: 1e-6))
    let third = second.with(\.architecture, .deepSeek3)
      .with(\.source, "arXiv 2412.19437; config.json of deepseek-ai/DeepSeek-V3")
    let lite = DeepSeekShape(
      layers: 27, denseLayers: 1, width: 2048, heads: 16, queryRank: nil, dense: 10944,
      experts: 64, expertsPerToken: 6, expert: 1408, sharedExperts: 2, vocabulary: 102_400,
      magnitude: 0.707)
    let large = DeepSeekShape(
      layers: 60, denseLayers: 1, width: 5120, heads: 128, queryRank: 1536, dense: 12288,
      experts: 160, expertsPerToken: 6, expert: 1536, sharedExperts: 2, vocabulary: 102_400,
      magnitude: 0.707)
    var newest = third.deepSeek(
      "deepseek-v3",
      DeepSeekShape(
        layers: 61, denseLayers: 3, width: 7168, heads: 128, queryRank: 1536, dense: 18432,
        experts: 256, expertsPerToken: 8, expert: 2048, sharedExperts: 1, vocabulary: 129_280,
        magnitude: 1))
    newest.predictionModules = 1
    return [
      second.model(
        second.deepSeek("deepseek-v2-lite", lite), aliases: ["deepseek-coder-v2-lite"],
        stated: StatedParameters(total: 15_706_484_224, note: "safetensors metadata of the Hub")),
      second.model(
        second.deepSeek("deepseek-v2", large),
        stated: StatedParameters(total: 235_741_434_880, note: "safetensors metadata of the Hub"),
        training: TrainingFacts(tokens: 8_100 * .billion, source: "arXiv 2405.04434, abstract")),
      third.model(
        newest, aliases: ["deepseek-r1"],
        stated: StatedParameters(
          total: .billions(671), note: "arXiv 2412.19437, abstract: the main model alone"),
        training: TrainingFacts(
          tokens: 14_800 * .billion, accelerator: "H800", acceleratorCount: 2048,
          acceleratorHours: 2_664_000, source: "arXiv 2412.19437, table 1: pre-training alone"),
        notes: [
          "the 37B that work on a token leave out the embedding look-up",
          "the Hub counts 684,531,386,000: prediction module, its copies of embedding and head, "
            + "and the scales of 8-bit blocks beside the main model",
        ]),
    ]
  }()
}

/// The dimensions of a DeepSeek.
private struct DeepSeekShape {
  var layers: Int
  var denseLayers: Int
  var width: Int
  var heads: Int
  var queryRank: Int?
  var dense: Int
  var experts: Int
  var expertsPerToken: Int
  var expert: Int
  var sharedExperts: Int
  var vocabulary: Int
  /// Factor on the logarithm by which YaRN raises the scores (`mscale_all_dim`).
  var magnitude: Double
}

extension ModelFamily {
  fileprivate func deepSeek(_ name: String, _ shape: DeepSeekShape) -> ModelSpec {
    let isThird = architecture == .deepSeek3
    func dense(_ width: Int) -> DenseSpec {
      DenseSpec(hiddenDimension: width, activation: activation)
    }
    let layer = LayerSpec(
      attention: latentAttention(shape), feedForward: .dense(dense(shape.dense)), norm: norm)
    let spec = ModelSpec(
      name: name, architecture: architecture, vocabularySize: shape.vocabulary,
      modelDimension: shape.width, contextLength: context,
      layers: Array(repeating: layer, count: shape.layers), finalNorm: norm,
      head: HeadSpec(isTied: isTied))
    return spec.withMixture(
      MixtureSpec(
        expertCount: shape.experts, expertsPerToken: shape.expertsPerToken,
        expert: dense(shape.expert), renormalizesShares: isThird,
        sharedExpert: dense(shape.expert * shape.sharedExperts), hasSelectionBias: isThird),
      from: shape.denseLayers)
  }

  /// Heads of 128 plain and 64 rotary columns, keys and values from a vector of 512.
  private func latentAttention(_ shape: DeepSeekShape) -> AttentionSpec {
    let factor = 40.0
    // 0.1 ln(40) + 1 with the file's factor on the logarithm; sine and cosine are left as they are.
    let raise = 0.1 * shape.magnitude * 3.6888794541139363 + 1
    return AttentionSpec(
      queryHeads: shape.heads, keyValueHeads: shape.heads, headDimension: 192,
      scale: raise * raise / 192.0.squareRoot(),
      rotary: RotarySpec(
        dimensions: 64, theta: theta, pairing: .adjacent,
        scaling: .yarn(YarnScaling(factor: factor, trainedContext: 4096, attentionFactor: 1))),
      latent: LatentAttentionSpec(
        queryRank: shape.queryRank, keyValueRank: 512, plainDimension: 128, rotaryDimension: 64,
        valueDimension: 128))
  }
}
