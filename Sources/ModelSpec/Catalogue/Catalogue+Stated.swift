extension Catalogue {
  /// Two scales of InternLM as stated; what is not stated follows InternLM2 (arXiv 2403.17297) and
  /// its defaults.
  ///
  /// The stated counts do not follow from the dimensions under any of the readings.
  static let statedInternLM: [PublishedModel] = {
    let family = ModelFamily(
      maker: "Shanghai AI Laboratory", source: "stated dimensions", architecture: .internlm2,
      context: 2048, norm: NormSpec(.rms, epsilon: 1e-6))
    return [
      family.statedScale(
        "internlm-tiny",
        DecoderShape(
          layers: 12, width: 1024, heads: 4, keyValueHeads: 1, headDimension: 128,
          feedForward: 16384, vocabulary: 128_000),
        stated: StatedParameters(embedding: 262_275_072, nonEmbedding: 524_288_000),
        notes: [
          "the stated embedding is 256,128 x 1,024: the vocabulary of Gemma's report at this width",
          "the stated non-embedding count is 4 x vocabulary x width",
        ]),
      family.statedScale(
        "internlm-large",
        DecoderShape(
          layers: 24, width: 4096, heads: 32, headDimension: 128, feedForward: 65536,
          vocabulary: 128_000),
        stated: StatedParameters(embedding: 1_048_576_128, nonEmbedding: 4_194_304_000),
        notes: [
          "the stated embedding is 2 x vocabulary x width and 128 more",
          "the stated non-embedding count is 8 x vocabulary x width",
        ]),
    ]
  }()

  /// Two scales of a Japanese model as stated; what is not stated follows Llama.
  ///
  /// The stated embeddings follow from the dimensions, the rest does not.
  static let statedJapanese: [PublishedModel] = {
    let family = ModelFamily(
      maker: "not stated", source: "stated dimensions", architecture: .llama, context: 2048,
      norm: NormSpec(.rms, epsilon: 1e-6), isTied: true)
    return [
      family.statedScale(
        "japanese-small",
        DecoderShape(
          layers: 6, width: 768, heads: 6, keyValueHeads: 1, headDimension: 64,
          feedForward: 12288, vocabulary: 32_000),
        stated: StatedParameters(embedding: 24_576_000, nonEmbedding: 98_304_000),
        notes: ["the stated non-embedding count is 4 x vocabulary x width"]),
      family.statedScale(
        "japanese-large",
        DecoderShape(
          layers: 12, width: 1536, heads: 12, headDimension: 64, feedForward: 24576,
          vocabulary: 32_000),
        stated: StatedParameters(embedding: 49_152_000, nonEmbedding: 393_216_000),
        notes: ["the stated non-embedding count is 8 x vocabulary x width"]),
    ]
  }()

  /// Models whose makers disclose no size; others report one.
  static let undisclosed: [PublishedModel] = {
    func model(_ name: String, _ maker: String, billions: Int) -> PublishedModel {
      PublishedModel(
        name: name, maker: maker, spec: nil,
        stated: StatedParameters(total: .billions(billions)),
        source: "arXiv 2412.19260, which calls the counts estimates",
        disclosure: .reportedByThirdParty,
        notes: ["the architecture is not public; what follows from it is unknown"])
    }
    return [
      model("gpt-4o", "OpenAI", billions: 200),
      model("gpt-4o-mini", "OpenAI", billions: 8),
      model("claude-3.5-sonnet", "Anthropic", billions: 175),
    ]
  }()
}

extension ModelFamily {
  /// A scale whose source leaves open how its feed-forward size is meant and whether the head is
  /// the embedding.
  ///
  /// - Parameter shape: Its feed-forward width is the stated one; the spec counts gate and
  ///   up together.
  fileprivate func statedScale(
    _ name: String, _ shape: DecoderShape, stated: StatedParameters, notes: [String]
  ) -> PublishedModel {
    var halved = shape
    halved.feedForward = shape.feedForward / 2
    var readings: [PublishedModel.Reading] = []
    for (meaning, read) in [("counted together", halved), ("each that wide", shape)] {
      for tied in [true, false] {
        let head = tied ? "the embedding as head" : "a head of its own"
        readings.append(
          .init(
            name: "gate and up \(meaning), \(head)", spec: with(\.isTied, tied).spec(name, read)))
      }
    }
    return model(
      spec(name, halved), stated: stated, readings: readings, statedFeedForward: shape.feedForward,
      notes: notes)
  }
}
