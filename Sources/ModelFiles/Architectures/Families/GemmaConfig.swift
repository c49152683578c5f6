import JSON
import ModelSpec

/// The `config.json` of Gemma 1 to 3: embeddings times the root of the width, GeGLU, norms whose
/// factor is one plus the weight; from 2 on norms around each sub-layer and windows; soft caps in
/// 2, head norms and two rotary bases in 3.
///
/// Numbers are what transformers' configuration class sets where a file is silent.
struct GemmaConfig: ConfigForm {
  var names = DimensionNames()
  var vocabulary = 256_000
  var width = 2304
  var hidden = 9216
  var layers = 26
  var heads = 8
  var keyValueHeads = 4
  var context = 8192
  var theta = 10_000.0
  /// Places of the norms.
  var normPlacement: LayerSpec.NormPlacement = .before
  /// Tells whether scores are divided by the root of `query_pre_attn_scalar`, not of a head's
  /// columns, and caps are written.
  var hasQueryScalar = false
  /// The cap of logits.
  var logitCap: Double?
  /// The cap of scores.
  var scoreCap: Double?
  /// Layers that have a window.
  var windows: Windows = .none
  /// Tells whether queries and keys are normalised.
  var hasQueryKeyNorm = false
  /// The base of the rotary embedding in layers with a window; `nil` if it is that of all.
  var localTheta: Double?
  /// Tells whether "gelu" stands for its tanh approximation, as in the first files.
  var approximatesGELU = false

  /// The layers that have a window.
  enum Windows {
    /// None.
    case none
    /// Every other, from the first on.
    case everyOther
    /// All but every n-th, a number that `sliding_window_pattern` may change.
    case allButEvery(Int)
  }

  func read(_ reader: inout ConfigReader, as architecture: Architecture) throws -> ModelSpec {
    let count = try reader.layerCount(
      reader.integer(names.layers, default: layers), key: names.layers)
    let width = try reader.integer(names.width, default: width)
    try ModelSpec.require(width, names.width)
    let norm = NormSpec(.rms, epsilon: try reader.number(names.epsilon, default: 1e-6))
    let dense = DenseSpec(
      hiddenDimension: try reader.integer(names.hidden, default: hidden),
      activation: try activation(&reader))
    let sliding = try windows.read(&reader, layers: count)
    let full = try attention(&reader, norm: norm, isSliding: false)
    let local =
      sliding.contains(true) ? try attention(&reader, norm: norm, isSliding: true) : full
    return ModelSpec(
      name: architecture.rawValue,
      architecture: architecture,
      vocabularySize: try reader.integer(names.vocabulary, default: vocabulary),
      modelDimension: width,
      contextLength: try reader.integer(names.context, default: context),
      embedding: EmbeddingSpec(multiplier: Double(width).squareRoot()),
      layers: sliding.map { isSliding in
        LayerSpec(
          attention: isSliding ? local : full, feedForward: .dense(dense), norm: norm,
          normPlacement: normPlacement)
      },
      finalNorm: norm,
      head: HeadSpec(
        isTied: try reader.flag("tie_word_embeddings", default: true),
        softcap: try Self.cap(reader, "final_logit_softcapping", default: logitCap)))
  }

  private func attention(
    _ reader: inout ConfigReader, norm: NormSpec, isSliding: Bool
  ) throws -> AttentionSpec {
    let headDimension = try reader.integer(names.headDimension, default: 256)
    try ModelSpec.require(headDimension, names.headDimension)
    var scale = Double(headDimension)
    if hasQueryScalar { scale = try reader.optionalNumber("query_pre_attn_scalar") ?? 256 }
    guard scale > 0 else {
      throw ConfigError(key: "query_pre_attn_scalar", "expected a positive number, got \(scale)")
    }
    let context = try reader.integer(names.context, default: context)
    let bias = try reader.flag("attention_bias", default: false)
    return AttentionSpec(
      queryHeads: try reader.integer(names.heads, default: heads),
      keyValueHeads: try reader.integer(names.keyValueHeads, default: keyValueHeads),
      headDimension: headDimension, scale: 1 / scale.squareRoot(),
      softcap: try Self.cap(reader, "attn_logit_softcapping", default: scoreCap),
      window: isSliding ? try reader.integer("sliding_window", default: 4096) : nil,
      rotary: try rotary(
        &reader, headDimension: headDimension, context: context, isSliding: isSliding),
      queryKeyNorm: hasQueryKeyNorm ? norm : nil, hasInputBias: bias, hasOutputBias: bias)
  }

  private func rotary(
    _ reader: inout ConfigReader, headDimension: Int, context: Int, isSliding: Bool
  ) throws -> RotarySpec {
    if let localTheta, isSliding, !reader.has("rope_parameters") {
      return RotarySpec(
        dimensions: headDimension,
        theta: try reader.number("rope_local_base_freq", default: localTheta))
    }
    return try reader.rotary(
      headDimension: headDimension, defaultTheta: theta, contextLength: context,
      layerType: isSliding ? "sliding_attention" : "full_attention")
  }

  private func activation(_ reader: inout ConfigReader) throws -> Activation {
    if approximatesGELU {
      let name = try reader.string("hidden_activation") ?? reader.string("hidden_act") ?? "gelu"
      if name == "gelu" {
        if reader.has("hidden_act") {
          reader.note("hidden_act \"gelu\" means its tanh approximation in Gemma 1")
        }
        return .geluTanh
      }
    }
    return try reader.activation(
      reader.has("hidden_activation") ? "hidden_activation" : "hidden_act",
      default: "gelu_pytorch_tanh")
  }

  private static func cap(
    _ reader: ConfigReader, _ key: String, default fallback: Double?
  ) throws -> Double? {
    if reader.isNull(key) { return nil }
    return try reader.optionalNumber(key) ?? fallback
  }

  func biases(for spec: ModelSpec) -> (attention: AttentionSpec.Biases, dense: Bool) {
    let hasSome = spec.layers.contains { !$0.attention.biases.isEmpty }
    return (hasSome ? [.inputs, .output] : [], false)
  }
}

extension GemmaConfig.Windows {
  /// For each layer whether it has a window.
  fileprivate func read(_ reader: inout ConfigReader, layers: Int) throws -> [Bool] {
    switch self {
    case .none: return Array(repeating: false, count: layers)
    case .everyOther: return try reader.slidingLayers(count: layers) { $0.isMultiple(of: 2) }
    case .allButEvery(let published):
      // What transformers writes with an underscore before it stands beside `layer_types`, and is
      // not read there either.
      let pattern = try reader.optionalInteger("sliding_window_pattern") ?? published
      try ModelSpec.require(pattern, "sliding_window_pattern")
      return try reader.slidingLayers(count: layers) { ($0 + 1) % pattern != 0 }
    }
  }
}
