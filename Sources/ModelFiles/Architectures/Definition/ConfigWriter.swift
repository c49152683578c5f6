import JSON
import ModelSpec

/// A `config.json` that is being written for a model.
struct ConfigWriter {
  /// Object that is written so far.
  var object = JSONObject()
  /// The model.
  let spec: ModelSpec
  /// Its first layer.
  let first: LayerSpec

  /// The value of a key.
  subscript(key: String) -> JSONValue? {
    get { object[key] }
    set { object[key] = newValue }
  }

  /// Adds sizes.
  ///
  /// - Parameter derivesHeads: Whether the head's columns are left out where they follow from width
  ///   and heads.
  mutating func addDimensions(_ names: DimensionNames, derivesHeads: Bool = false) {
    let attention = first.attention
    self[names.width] = .integer(spec.modelDimension)
    self[names.layers] = .integer(spec.layers.count)
    self[names.heads] = .integer(attention.queryHeads)
    self[names.keyValueHeads] = .integer(attention.keyValueHeads)
    if !derivesHeads || attention.headDimension * attention.queryHeads != spec.modelDimension {
      self[names.headDimension] = .integer(attention.headDimension)
    }
    self[names.context] = .integer(spec.contextLength)
    self[names.epsilon] = .number(first.norm.epsilon)
  }

  /// Adds width and nonlinearity of feed-forward networks, and how many experts there are under
  /// this key.
  ///
  /// - Parameter more: Adds what else is to be said of experts.
  mutating func addFeedForward(
    _ names: DimensionNames, experts: String = "num_experts",
    more: (MixtureSpec, inout ConfigWriter) -> Void = { _, _ in }
  ) {
    let parts = spec.layers.map(\.feedForward)
    let mixture = parts.lazy.compactMap(\.experts).first
    guard let dense = parts.lazy.compactMap(\.network).first ?? mixture?.expert else { return }
    if let mixture {
      self[experts] = .integer(mixture.expertCount)
      self["num_experts_per_tok"] = .integer(mixture.expertsPerToken)
      more(mixture, &self)
    }
    self[names.hidden] = .integer(dense.hiddenDimension)
    self[names.activation] = .string(dense.activation.nameInTransformers)
  }

  /// The window of the first layer that has one.
  var window: Int? { spec.layers.lazy.compactMap(\.attention.window).first }

  /// Adds for each layer whether it has a window.
  mutating func addLayerTypes() {
    self["layer_types"] = .array(
      spec.layers.map {
        .string($0.attention.window == nil ? "full_attention" : "sliding_attention")
      })
  }

  /// Adds the rotary embedding of layers without a window, in the newer words and in the older.
  mutating func addRotary() {
    let full = spec.layers.first { $0.attention.window == nil } ?? first
    guard let rotary = full.attention.rotary else { return }
    let parameters = rotary.parameters(headDimension: full.attention.headDimension)
    self["rope_parameters"] = .object(parameters)
    // The names of older versions beside the newer ones.
    self["rope_theta"] = .number(rotary.theta)
    if rotary.dimensions != full.attention.headDimension {
      self["partial_rotary_factor"] = parameters["partial_rotary_factor"]
    }
    self["rope_scaling"] = rotary.olderScaling(parameters)
    if case .longRope(let long) = rotary.scaling {
      self["original_max_position_embeddings"] = .integer(long.trainedContext)
    }
  }
}

extension Activation {
  /// The name in a `config.json`.
  var nameInTransformers: String {
    switch self {
    case .silu: "silu"
    case .geluTanh: "gelu_pytorch_tanh"
    case .gelu: "gelu"
    case .relu: "relu"
    case .geluSigmoid: "quick_gelu"
    }
  }
}
