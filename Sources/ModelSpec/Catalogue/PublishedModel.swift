/// A model as its source states it: a spec, and the counts that the source gives beside it.
public struct PublishedModel: Sendable, Hashable {
  /// How a stated feed-forward size is meant.
  public enum FeedForwardReading: Sendable, Hashable, CaseIterable {
    /// Gate and up counted together, as the Gemma report does: each has half of it.
    case gateAndUpTogether
    /// Gate and up each have it.
    case each
  }

  /// Parameters as the source states them.
  public struct StatedParameters: Sendable, Hashable {
    /// Of the token embedding.
    public var embedding: Int
    /// Of everything else.
    public var nonEmbedding: Int

    /// Stated counts.
    public init(embedding: Int, nonEmbedding: Int) {
      self.embedding = embedding
      self.nonEmbedding = nonEmbedding
    }
  }

  /// The feed-forward size as the source states it.
  public var statedFeedForward: Int
  /// Parameters as the source states them, whether or not they follow from its dimensions.
  public var stated: StatedParameters
  /// Where the figures come from.
  public var source: String
  /// The model, gate and up counted together.
  public var spec: ModelSpec

  /// The model's name.
  public var name: String { spec.name }

  /// The model under one reading of its feed-forward size.
  public func spec(reading: FeedForwardReading) -> ModelSpec {
    let hidden = reading == .each ? statedFeedForward : statedFeedForward / 2
    var spec = spec
    for index in spec.layers.indices {
      guard case .dense(var dense) = spec.layers[index].feedForward else { continue }
      dense.hiddenDimension = hidden
      spec.layers[index].feedForward = .dense(dense)
    }
    return spec
  }
}

/// The dimensions of a model whose layers are all alike, as a table states them.
struct StatedDimensions {
  var width: Int
  var layers: Int
  var feedForward: Int
  var heads: Int
  var keyValueHeads: Int
  var headDimension: Int
  var vocabulary: Int
}

/// What the models of one family share.
struct ModelFamily {
  var architecture: Architecture
  var contextLength: Int
  var activation: Activation
  var epsilon: Double
  var isTied: Bool
  var scalesEmbedding = false
  var source: String

  /// A model of the family.
  func model(
    _ name: String, _ dimensions: StatedDimensions, stated: PublishedModel.StatedParameters
  ) -> PublishedModel {
    let norm = NormSpec(.rms, epsilon: epsilon)
    let layer = LayerSpec(
      attention: AttentionSpec(
        queryHeads: dimensions.heads, keyValueHeads: dimensions.keyValueHeads,
        headDimension: dimensions.headDimension,
        rotary: RotarySpec(dimensions: dimensions.headDimension, theta: 10_000)),
      feedForward: .dense(
        DenseSpec(hiddenDimension: dimensions.feedForward / 2, activation: activation)),
      norm: norm)
    let spec = ModelSpec(
      name: name, architecture: architecture, vocabularySize: dimensions.vocabulary,
      modelDimension: dimensions.width, contextLength: contextLength,
      embedding: EmbeddingSpec(
        multiplier: scalesEmbedding ? Double(dimensions.width).squareRoot() : 1),
      layers: Array(repeating: layer, count: dimensions.layers), finalNorm: norm,
      head: HeadSpec(isTied: isTied))
    return PublishedModel(
      statedFeedForward: dimensions.feedForward, stated: stated, source: source, spec: spec)
  }
}
