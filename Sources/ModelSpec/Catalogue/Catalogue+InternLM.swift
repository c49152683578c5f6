extension Catalogue {
  /// InternLM2 and 2.5, which share their shapes.
  static let internLM2: [PublishedModel] = {
    let family = ModelFamily(
      maker: "Shanghai AI Laboratory", source: "arXiv 2403.17297; config.json of internlm",
      architecture: .internlm2, context: 32_768, theta: 1e6)
    func row(
      _ size: String, layers: Int, width: Int, heads: Int, feedForward: Int, total: StatedCount
    ) -> PublishedModel {
      let hubSize = String(size.map { $0 == "." ? "_" : $0 })
      var aliases = ["internlm2.5-" + size, "internlm2_5-" + hubSize]
      if hubSize != size { aliases.append("internlm2-" + hubSize) }
      return family.model(
        "internlm2-" + size,
        DecoderShape(
          layers: layers, width: width, heads: heads, keyValueHeads: 8, feedForward: feedForward,
          vocabulary: 92_544),
        aliases: aliases,
        stated: StatedParameters(total: total, note: "safetensors metadata of the Hub"),
        notes: ["how files stretch the rotary frequencies beyond 32,768 positions is left out"])
    }
    return [
      row(
        "1.8b", layers: 24, width: 2048, heads: 16, feedForward: 8192, total: 1_889_110_016),
      row(
        "7b", layers: 32, width: 4096, heads: 32, feedForward: 14336, total: 7_737_708_544),
      row(
        "20b", layers: 48, width: 6144, heads: 48, feedForward: 16384, total: 19_861_149_696),
    ]
  }()

  /// LLM-jp-3: the cards state the counts, the files the shape; three of the feed-forward widths
  /// follow from the counts.
  ///
  /// The card of the small models counts 99,487 rows of embedding and head, their files
  /// have 99,584.
  static let llmJP: [PublishedModel] = {
    let family = ModelFamily(
      maker: "LLM-jp", source: "model cards and config.json of llm-jp/llm-jp-3",
      architecture: .llama, context: 4096)
    func row(
      _ size: String, _ shape: DecoderShape, embedding: StatedCount, nonEmbedding: StatedCount,
      notes: [String] = []
    ) -> PublishedModel {
      let name = "llm-jp-3-" + size
      var counted = shape
      counted.vocabulary = 99_487
      return family.model(
        family.spec(name, shape),
        stated: StatedParameters(embedding: embedding, nonEmbedding: nonEmbedding),
        readings: [
          .init(name: "the config's 99,584 rows", spec: family.spec(name, shape)),
          .init(name: "the card's 99,487 rows", spec: family.spec(name, counted)),
        ],
        notes: notes)
    }
    func shape(_ layers: Int, _ width: Int, _ heads: Int, _ feedForward: Int) -> DecoderShape {
      DecoderShape(
        layers: layers, width: width, heads: heads, feedForward: feedForward, vocabulary: 99_584)
    }
    return [
      row(
        "150m", shape(12, 512, 8, 2048), embedding: 101_874_688, nonEmbedding: 50_344_448),
      row(
        "440m", shape(16, 1024, 8, 3584), embedding: 203_749_376, nonEmbedding: 243_303_424),
      row(
        "980m", shape(20, 1536, 8, 5376), embedding: 305_624_064, nonEmbedding: 684_258_816),
      row(
        "1.8b", shape(24, 2048, 16, 7168), embedding: 407_498_752, nonEmbedding: 1_459_718_144,
        notes: ["its own card counts 99,584 rows: 407,896,064 embedding parameters"]),
      row(
        "3.7b", shape(28, 3072, 24, 8192), embedding: 611_844_096, nonEmbedding: 3_171_068_928),
      row(
        "13b", shape(40, 5120, 40, 13824), embedding: 1_019_740_160,
        nonEmbedding: 12_688_184_320),
    ]
  }()
}
