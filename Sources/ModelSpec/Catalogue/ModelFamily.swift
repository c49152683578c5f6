/// The dimensions of a decoder whose layers are alike, as tables give them.
struct DecoderShape: Sendable {
  var layers: Int
  var width: Int
  var heads: Int
  var keyValueHeads: Int
  var headDimension: Int
  var feedForward: Int
  var vocabulary: Int

  /// - Parameters:
  ///   - keyValueHeads: As many as heads if `nil`.
  ///   - headDimension: The width divided by the heads if `nil`.
  init(
    layers: Int, width: Int, heads: Int, keyValueHeads: Int? = nil, headDimension: Int? = nil,
    feedForward: Int, vocabulary: Int
  ) {
    self.layers = layers
    self.width = width
    self.heads = heads
    self.keyValueHeads = keyValueHeads ?? heads
    self.headDimension = headDimension ?? width / heads
    self.feedForward = feedForward
    self.vocabulary = vocabulary
  }
}

/// The common ground of the models of one family: who made them, and the choices that their
/// layers share.
struct ModelFamily: Sendable {
  var maker: String
  var source: String
  var architecture: Architecture
  var context: Int
  var norm = NormSpec(.rms, epsilon: 1e-5)
  var activation = Activation.silu
  var isTied = false
  var theta = 10_000.0
  var scaling = RotaryScaling.none
  var window: Int?
  var normalizesHeads = false
  var hasInputBias = false
  var scalesEmbedding = false

  /// The same family with one choice made otherwise.
  func with<Value>(_ choice: WritableKeyPath<ModelFamily, Value>, _ value: Value) -> ModelFamily {
    var family = self
    family[keyPath: choice] = value
    return family
  }

  /// A decoder of the Llama kind: rotary attention, then a gated feed-forward part, a norm
  /// before each.
  func spec(_ name: String, _ shape: DecoderShape) -> ModelSpec {
    let layer = LayerSpec(
      attention: AttentionSpec(
        queryHeads: shape.heads, keyValueHeads: shape.keyValueHeads,
        headDimension: shape.headDimension, window: window,
        rotary: RotarySpec(dimensions: shape.headDimension, theta: theta, scaling: scaling),
        queryKeyNorm: normalizesHeads ? norm : nil, hasInputBias: hasInputBias),
      feedForward: .dense(DenseSpec(hiddenDimension: shape.feedForward, activation: activation)),
      norm: norm)
    return ModelSpec(
      name: name, architecture: architecture, vocabularySize: shape.vocabulary,
      modelDimension: shape.width, contextLength: context,
      embedding: EmbeddingSpec(multiplier: scalesEmbedding ? Double(shape.width).squareRoot() : 1),
      layers: Array(repeating: layer, count: shape.layers), finalNorm: norm,
      head: HeadSpec(isTied: isTied))
  }

  /// An entry of the family with a spec of its own.
  func model(
    _ spec: ModelSpec, aliases: [String] = [], stated: StatedParameters = StatedParameters(),
    readings: [PublishedModel.Reading] = [], statedFeedForward: Int? = nil,
    training: TrainingFacts? = nil, notes: [String] = []
  ) -> PublishedModel {
    PublishedModel(
      name: spec.name, aliases: aliases, maker: maker, spec: spec, stated: stated, source: source,
      readings: readings, statedFeedForward: statedFeedForward, training: training, notes: notes)
  }

  /// An entry of the family with a decoder of the Llama kind.
  func model(
    _ name: String, _ shape: DecoderShape, aliases: [String] = [],
    stated: StatedParameters = StatedParameters(), training: TrainingFacts? = nil,
    notes: [String] = []
  ) -> PublishedModel {
    model(spec(name, shape), aliases: aliases, stated: stated, training: training, notes: notes)
  }
}
