import JSON
import ModelSpec

extension GemmaConfig {
  func write(to config: inout ConfigWriter) {
    config.addDimensions(names)
    config.addFeedForward(names)
    config["hidden_activation"] = config[names.activation]
    config["attention_bias"] = .bool(!config.first.attention.biases.isEmpty)
    writeWindows(to: &config)
    if hasQueryScalar { Self.writeScales(to: &config) }
    config.addRotary()
    if let localTheta { Self.writeLocalRotary(to: &config, theta: localTheta) }
  }

  private func writeWindows(to config: inout ConfigWriter) {
    if case .none = windows { return }
    config["sliding_window"] = .integer(config.window ?? 4096)
    config.addLayerTypes()
    guard case .allButEvery(let period) = windows else { return }
    let layers = config.spec.layers.enumerated()
    if layers.allSatisfy({
      ($0.offset % period == period - 1) == ($0.element.attention.window == nil)
    }) {
      config["sliding_window_pattern"] = .integer(period)
    }
  }

  private static func writeScales(to config: inout ConfigWriter) {
    let attention = config.first.attention
    let scalar = 1 / (attention.scale * attention.scale)
    let isWhole = abs(scalar - scalar.rounded()) < 1e-4 * scalar
    config["query_pre_attn_scalar"] =
      isWhole ? Int(exactly: scalar.rounded()).map { .integer($0) } : .number(scalar)
    config["attn_logit_softcapping"] = .optional(attention.softcap)
    config["final_logit_softcapping"] = .optional(config.spec.head.softcap)
  }

  /// Beside the rotary embedding of layers without a window, that of the others.
  private static func writeLocalRotary(to config: inout ConfigWriter, theta: Double) {
    let layers = config.spec.layers
    let full = layers.first { $0.attention.window == nil } ?? config.first
    guard let rotary = full.attention.rotary else { return }
    let local =
      layers.first { $0.attention.window != nil }?.attention.rotary
      ?? RotarySpec(dimensions: rotary.dimensions, theta: theta)
    let width = full.attention.headDimension
    let parameters = local.parameters(headDimension: width)
    config["rope_parameters"] = .object(
      JSONObject([
        "full_attention": .object(rotary.parameters(headDimension: width)),
        "sliding_attention": .object(parameters),
      ]))
    config["rope_local_base_freq"] = parameters["rope_theta"]
  }
}
