/// Models that are known by name without a file.
public enum Catalogue {
  /// All of them, in the order of their families.
  public static let models: [PublishedModel] = gemma + internLM + japanese

  /// The model of this name, in any case.
  public static func model(named name: String) -> PublishedModel? {
    let wanted = name.lowercased()
    return models.first { $0.name == wanted }
  }

  /// Gemma's report, table 1 and 2, whose embedding counts a vocabulary of 256,128.
  private static let gemma: [PublishedModel] = {
    let family = ModelFamily(
      architecture: .gemma, contextLength: 8192, activation: .geluTanh, epsilon: 1e-6,
      isTied: true, scalesEmbedding: true, source: "arXiv 2403.08295")
    return [
      family.model(
        "gemma-2b",
        StatedDimensions(
          width: 2048, layers: 18, feedForward: 32768, heads: 8, keyValueHeads: 1,
          headDimension: 256, vocabulary: 256_128),
        stated: .init(embedding: 524_550_144, nonEmbedding: 1_981_884_416)),
      family.model(
        "gemma-7b",
        StatedDimensions(
          width: 3072, layers: 28, feedForward: 49152, heads: 16, keyValueHeads: 16,
          headDimension: 256, vocabulary: 256_128),
        stated: .init(embedding: 786_825_216, nonEmbedding: 7_751_248_896)),
    ]
  }()

  /// Two scales of InternLM as stated; what is not stated follows InternLM2 (arXiv 2403.17297) and its defaults.
  ///
  /// The stated counts do not follow from the dimensions under either reading.
  private static let internLM: [PublishedModel] = {
    let family = ModelFamily(
      architecture: .internlm2, contextLength: 2048, activation: .silu, epsilon: 1e-6,
      isTied: false, source: "stated dimensions")
    return [
      family.model(
        "internlm-tiny",
        StatedDimensions(
          width: 1024, layers: 12, feedForward: 16384, heads: 4, keyValueHeads: 1,
          headDimension: 128, vocabulary: 128_000),
        stated: .init(embedding: 262_275_072, nonEmbedding: 524_288_000)),
      family.model(
        "internlm-large",
        StatedDimensions(
          width: 4096, layers: 24, feedForward: 65536, heads: 32, keyValueHeads: 32,
          headDimension: 128, vocabulary: 128_000),
        stated: .init(embedding: 1_048_576_128, nonEmbedding: 4_194_304_000)),
    ]
  }()

  /// Two scales of a Japanese model as stated; what is not stated follows Llama.
  ///
  /// The stated embeddings follow from the dimensions, the rest does not.
  private static let japanese: [PublishedModel] = {
    let family = ModelFamily(
      architecture: .llama, contextLength: 2048, activation: .silu, epsilon: 1e-6, isTied: true,
      source: "stated dimensions")
    return [
      family.model(
        "japanese-small",
        StatedDimensions(
          width: 768, layers: 6, feedForward: 12288, heads: 6, keyValueHeads: 1,
          headDimension: 64, vocabulary: 32_000),
        stated: .init(embedding: 24_576_000, nonEmbedding: 98_304_000)),
      family.model(
        "japanese-large",
        StatedDimensions(
          width: 1536, layers: 12, feedForward: 24576, heads: 12, keyValueHeads: 12,
          headDimension: 64, vocabulary: 32_000),
        stated: .init(embedding: 49_152_000, nonEmbedding: 393_216_000)),
    ]
  }()
}
