extension Catalogue {
  /// Llama 3 to 3.3: one shape for each size; from 3.1 on, rotary frequencies stretched to
  /// 131,072 positions.
  static let llama3: [PublishedModel] = {
    let first = ModelFamily(
      maker: "Meta", source: "config.json of meta-llama/Meta-Llama-3", architecture: .llama,
      context: 8192, theta: 500_000)
    let long = first.with(\.source, "arXiv 2407.21783, table 3; config.json of meta-llama")
      .with(\.context, 131_072).with(\.scaling, stretched(by: 8))
    let small = first.with(\.source, "config.json of meta-llama/Llama-3.2")
      .with(\.context, 131_072).with(\.scaling, stretched(by: 32)).with(\.isTied, true)
    return [
      first.model(
        "llama-3-8b", llama3Shape8B, aliases: ["meta-llama-3-8b"], stated: hub(8_030_261_248),
        training: trained3(hours: 1_300_000, co2: 390)),
      first.model(
        "llama-3-70b", llama3Shape70B, aliases: ["meta-llama-3-70b"],
        stated: hub(70_553_706_496), training: trained3(hours: 6_400_000, co2: 1900)),
      long.model(
        "llama-3.1-8b", llama3Shape8B, aliases: ["meta-llama-3.1-8b"],
        stated: hub(8_030_261_248)),
      long.model(
        "llama-3.1-70b", llama3Shape70B, aliases: ["meta-llama-3.1-70b"],
        stated: hub(70_553_706_496)),
      long.model(
        "llama-3.1-405b",
        DecoderShape(
          layers: 126, width: 16384, heads: 128, keyValueHeads: 8, feedForward: 53248,
          vocabulary: 128_256),
        aliases: ["meta-llama-3.1-405b"], stated: hub(405_853_388_800),
        training: TrainingFacts(
          tokens: 15_600 * .billion, accelerator: "H100-80GB", acceleratorHours: 30_840_000,
          source: "arXiv 2407.21783, section 3; model card of meta-llama/Llama-3.1-405B")),
      small.model(
        "llama-3.2-1b",
        DecoderShape(
          layers: 16, width: 2048, heads: 32, keyValueHeads: 8, feedForward: 8192,
          vocabulary: 128_256),
        stated: hub(1_235_814_400)),
      small.model(
        "llama-3.2-3b",
        DecoderShape(
          layers: 28, width: 3072, heads: 24, keyValueHeads: 8, feedForward: 8192,
          vocabulary: 128_256),
        stated: hub(3_212_749_824)),
      long.model("llama-3.3-70b", llama3Shape70B, stated: hub(70_553_706_496)),
    ]
  }()

  private static let llama3Shape8B = DecoderShape(
    layers: 32, width: 4096, heads: 32, keyValueHeads: 8, feedForward: 14336, vocabulary: 128_256)

  private static let llama3Shape70B = DecoderShape(
    layers: 80, width: 8192, heads: 64, keyValueHeads: 8, feedForward: 28672, vocabulary: 128_256)

  private static func stretched(by factor: Double) -> RotaryScaling {
    .llama3(factor: factor, lowFrequency: 1, highFrequency: 4, trainedContext: 8192)
  }

  private static func hub(_ total: StatedCount) -> StatedParameters {
    StatedParameters(total: total, note: "safetensors metadata of the Hub")
  }

  /// The card says "15T+" tokens.
  private static func trained3(hours: Int, co2: Double) -> TrainingFacts {
    TrainingFacts(
      tokens: 15 * .trillion, accelerator: "H100-80GB", acceleratorHours: hours,
      carbonDioxideTonnes: co2, source: "model card of meta-llama/Meta-Llama-3")
  }
}
