extension Catalogue {
  /// Gemma's report, tables 1 and 2, whose embedding counts a vocabulary of 256,128; the Hub's
  /// files have 256,000 rows.
  static let gemma1: [PublishedModel] = {
    let family = ModelFamily(
      maker: "Google", source: "arXiv 2403.08295", architecture: .gemma,
      context: 8192, norm: NormSpec(.rms, epsilon: 1e-6), activation: .geluTanh, isTied: true,
      scalesEmbedding: true)
    let hub = family.with(\.source, "config.json of google/gemma-2b and google/gemma-7b")
    let rows = "the report counts 256,128 rows of the embedding; the Hub's files store 256,000"
    func shape2B(_ vocabulary: Int) -> DecoderShape {
      DecoderShape(
        layers: 18, width: 2048, heads: 8, keyValueHeads: 1, headDimension: 256,
        feedForward: 16384, vocabulary: vocabulary)
    }
    func shape7B(_ vocabulary: Int) -> DecoderShape {
      DecoderShape(
        layers: 28, width: 3072, heads: 16, headDimension: 256, feedForward: 24576,
        vocabulary: vocabulary)
    }
    return [
      family.model(
        family.spec("gemma-2b", shape2B(256_128)), aliases: ["gemma-1.1-2b"],
        stated: StatedParameters(embedding: 524_550_144, nonEmbedding: 1_981_884_416),
        statedFeedForward: 32768, training: trainedGemma(2, on: 512), notes: [rows]),
      family.model(
        family.spec("gemma-7b", shape7B(256_128)), aliases: ["gemma-1.1-7b"],
        stated: StatedParameters(embedding: 786_825_216, nonEmbedding: 7_751_248_896),
        statedFeedForward: 49152, training: trainedGemma(6, on: 4096), notes: [rows]),
      hub.model(
        "gemma-2b-hub", shape2B(256_000),
        stated: StatedParameters(total: 2_506_172_416, note: "safetensors metadata of the Hub"),
        training: trainedGemma(2, on: 512), notes: [rows]),
      hub.model(
        "gemma-7b-hub", shape7B(256_000),
        stated: StatedParameters(total: 8_537_680_896, note: "safetensors metadata of the Hub"),
        training: trainedGemma(6, on: 4096), notes: [rows]),
    ]
  }()

  private static func trainedGemma(_ trillions: Int, on count: Int) -> TrainingFacts {
    TrainingFacts(
      tokens: trillions * .trillion, accelerator: "TPU v5e", acceleratorCount: count,
      source: "arXiv 2403.08295, section 3")
  }

  /// Gemma 2's report, table 1: every second layer sees 4,096 positions; scores and logits
  /// are capped.
  ///
  /// As before, the report counts 256,128 rows of embedding, and the files have 256,000.
  static let gemma2: [PublishedModel] = {
    let family = ModelFamily(
      maker: "Google", source: "arXiv 2408.00118, table 1; config.json of google/gemma-2",
      architecture: .gemma2, context: 8192, norm: NormSpec(.rms, epsilon: 1e-6),
      activation: .geluTanh, isTied: true, scalesEmbedding: true)
    func row(
      _ name: String, _ shape: DecoderShape, scale: Double, embedding: StatedCount,
      nonEmbedding: StatedCount, trillions: Int, on accelerator: String, count: Int
    ) -> PublishedModel {
      var counted = shape
      counted.vocabulary = 256_128
      return family.model(
        family.gemma2(name, scale: scale, shape),
        stated: StatedParameters(embedding: embedding, nonEmbedding: nonEmbedding),
        readings: [
          .init(name: "the files' 256,000 rows", spec: family.gemma2(name, scale: scale, shape)),
          .init(
            name: "the report's 256,128 rows", spec: family.gemma2(name, scale: scale, counted)),
        ],
        training: TrainingFacts(
          tokens: trillions * .trillion, accelerator: accelerator, acceleratorCount: count,
          source: "arXiv 2408.00118, section 3 and table 3"))
    }
    return [
      row(
        "gemma-2-2b",
        DecoderShape(
          layers: 26, width: 2304, heads: 8, keyValueHeads: 4, headDimension: 256,
          feedForward: 9216, vocabulary: 256_000),
        scale: 256, embedding: 590_118_912, nonEmbedding: 2_024_517_888, trillions: 2,
        on: "TPU v5e", count: 512),
      row(
        "gemma-2-9b",
        DecoderShape(
          layers: 42, width: 3584, heads: 16, keyValueHeads: 8, headDimension: 256,
          feedForward: 14336, vocabulary: 256_000),
        scale: 256, embedding: 917_962_752, nonEmbedding: 8_324_201_984, trillions: 8,
        on: "TPU v4", count: 4096),
      row(
        "gemma-2-27b",
        DecoderShape(
          layers: 46, width: 4608, heads: 32, keyValueHeads: 16, headDimension: 128,
          feedForward: 36864, vocabulary: 256_000),
        scale: 144, embedding: 1_180_237_824, nonEmbedding: 26_047_480_320, trillions: 13,
        on: "TPU v5p", count: 6144),
    ]
  }()
}

extension ModelFamily {
  /// Gemma 2: norms on both sides of a sub-layer, a window in the even layers, capped scores
  /// and logits.
  ///
  /// - Parameter scale: Scores are divided by its square root.
  fileprivate func gemma2(_ name: String, scale: Double, _ shape: DecoderShape) -> ModelSpec {
    var spec = spec(name, shape)
    for index in spec.layers.indices {
      spec.layers[index].normPlacement = .beforeAndAfter
      spec.layers[index].attention.scale = 1 / scale.squareRoot()
      spec.layers[index].attention.softcap = 50
      spec.layers[index].attention.window = index.isMultiple(of: 2) ? 4096 : nil
    }
    spec.head.softcap = 30
    return spec
  }
}
