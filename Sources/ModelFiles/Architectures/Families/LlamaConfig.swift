import JSON
import ModelSpec

/// The `config.json` of Llama and of the many that differ from it in a few things each.
///
/// Numbers are what transformers' configuration class sets where a file is silent, here that
/// of Llama.
struct LlamaConfig: ConfigForm {
  var names = DimensionNames()
  var vocabulary = 32000
  var width = 4096
  var hidden = 11008
  var layers = 32
  var heads = 32
  /// As many as heads if `nil`.
  var keyValueHeads: Int?
  /// The width over the heads if `nil`.
  var headDimension: Int?
  var context = 2048
  var epsilon = 1e-6
  var theta = 10_000.0
  /// Projections of attention that have biases.
  var attentionBias: AttentionBias = .flag("attention_bias", default: false)
  /// Tells whether a word gives biases to the feed-forward network.
  var hasNetworkBiasFlag = false
  /// Tells whether queries and keys are normalised.
  var hasQueryKeyNorm = false
  /// Layers that have a window.
  var windows: Windows = .none
  /// Form of the feed-forward parts.
  var feedForward: any FeedForwardForm = OneNetwork()
  /// Tells whether the head's columns are left out of files that are written, where they follow
  /// from width and heads.
  var derivesHeads = false

  /// The projections of attention that have biases.
  enum AttentionBias {
    /// None.
    case none
    /// Query, key and value.
    case inputs
    /// Query, key and value, if this word says so, which is not written.
    case inputsByFlag(String, default: Bool)
    /// All, if this word says so.
    case flag(String, default: Bool)
  }

  func read(_ reader: inout ConfigReader, as architecture: Architecture) throws -> ModelSpec {
    let count = try reader.layerCount(
      reader.integer(names.layers, default: layers), key: names.layers)
    let width = try reader.integer(names.width, default: width)
    try ModelSpec.require(width, names.width)
    let context = try reader.integer(names.context, default: context)
    let norm = NormSpec(.rms, epsilon: try reader.number(names.epsilon, default: epsilon))
    let attention = try attention(&reader, width: width, context: context, norm: norm)
    let feedForwards = try feedForward.read(&reader, self, layers: count)
    let windows = try windows.read(&reader, layers: count)
    return ModelSpec(
      name: architecture.rawValue,
      architecture: architecture,
      vocabularySize: try reader.integer(names.vocabulary, default: vocabulary),
      modelDimension: width,
      contextLength: context,
      layers: zip(windows, feedForwards).map { window, feedForward in
        var attention = attention
        attention.window = window
        return LayerSpec(attention: attention, feedForward: feedForward, norm: norm)
      },
      finalNorm: norm,
      head: HeadSpec(isTied: try reader.flag("tie_word_embeddings", default: false)))
  }

  private func attention(
    _ reader: inout ConfigReader, width: Int, context: Int, norm: NormSpec
  ) throws -> AttentionSpec {
    let heads = try reader.integer(names.heads, default: heads)
    guard heads > 0 else {
      throw ConfigError(key: names.heads, "expected 1 or more, got \(heads)")
    }
    let keyValueHeads = try reader.optionalInteger(names.keyValueHeads)
    let headDimension = try reader.optionalInteger(names.headDimension) ?? headDimension
    guard headDimension != nil || width % heads == 0 else {
      throw ConfigError(key: names.heads, "\(heads) heads do not divide \(names.width) \(width)")
    }
    let dimension = headDimension ?? width / heads
    try ModelSpec.require(dimension, names.headDimension)
    let bias = try attentionBias.read(&reader)
    return AttentionSpec(
      queryHeads: heads, keyValueHeads: keyValueHeads ?? self.keyValueHeads ?? heads,
      headDimension: dimension,
      rotary: try reader.rotary(
        headDimension: dimension, defaultTheta: theta, contextLength: context),
      queryKeyNorm: hasQueryKeyNorm ? norm : nil,
      hasInputBias: bias.input, hasOutputBias: bias.output)
  }

  func write(to config: inout ConfigWriter) {
    config.addDimensions(names, derivesHeads: derivesHeads)
    feedForward.write(to: &config, names)
    if hasNetworkBiasFlag {
      let dense = config.spec.layers.lazy.compactMap(\.feedForward.network).first
      config["mlp_bias"] = .bool(dense?.biases.isEmpty == false)
    }
    if case .flag(let key, _) = attentionBias {
      config[key] = .bool(!config.first.attention.biases.isEmpty)
    }
    windows.write(to: &config)
    config.addRotary()
  }

  func biases(for spec: ModelSpec) -> (attention: AttentionSpec.Biases, dense: Bool) {
    switch attentionBias {
    case .none: return ([], false)
    case .inputs, .inputsByFlag: return (.inputs, false)
    case .flag:
      let hasSome = spec.layers.contains { !$0.attention.biases.isEmpty }
      let hasDense = spec.layers.contains { $0.feedForward.network?.biases.isEmpty == false }
      return (hasSome ? [.inputs, .output] : [], hasDense && hasNetworkBiasFlag)
    }
  }
}

extension LlamaConfig.AttentionBias {
  fileprivate func read(_ reader: inout ConfigReader) throws -> (input: Bool, output: Bool) {
    switch self {
    case .none: return (false, false)
    case .inputs: return (true, false)
    case .inputsByFlag(let key, let fallback):
      return (try reader.flag(key, default: fallback), false)
    case .flag(let key, let fallback):
      let all = try reader.flag(key, default: fallback)
      return (all, all)
    }
  }
}
