/// The dimensions of a decoder with a gated feed-forward network and one embedding for input
/// and output.
struct ModelShape: Sendable, Hashable {
  /// Number of layers.
  let layers: Int
  /// Width of the residual stream.
  let modelDimension: Int
  /// Width of the feed-forward network.
  let feedForwardDimension: Int
  /// Query heads.
  let heads: Int
  /// Key and value heads.
  let keyValueHeads: Int
  /// Width of a head.
  let headDimension: Int
  /// Entries of the vocabulary.
  let vocabularySize: Int

  /// Weights that every token of a prompt is multiplied with: those of the layers' matrices.
  ///
  /// The head is left out, since
  /// only the last token needs it.
  var layerParameters: Int {
    let attention = 2 * modelDimension * (heads + keyValueHeads) * headDimension
    return layers * (attention + 3 * modelDimension * feedForwardDimension)
  }

  /// Bytes of keys and values that a position takes in float16.
  var cacheBytesPerPosition: Int { layers * keyValueHeads * headDimension * 2 * 2 }

  static let smolLM2 = ModelShape(
    layers: 30, modelDimension: 576, feedForwardDimension: 1536, heads: 9, keyValueHeads: 3,
    headDimension: 64, vocabularySize: 49_152)
  static let gemma3Small = ModelShape(
    layers: 18, modelDimension: 640, feedForwardDimension: 2048, heads: 4, keyValueHeads: 1,
    headDimension: 256, vocabularySize: 262_144)
  static let qwen = ModelShape(
    layers: 28, modelDimension: 1536, feedForwardDimension: 8960, heads: 12, keyValueHeads: 2,
    headDimension: 128, vocabularySize: 151_936)
  static let gemma2B = ModelShape(
    layers: 18, modelDimension: 2048, feedForwardDimension: 16_384, heads: 8, keyValueHeads: 1,
    headDimension: 256, vocabularySize: 256_000)
}
