package import ModelSpec
import Tokenizers

extension ConfigReader {
  /// The rotary embedding, from the older layout (`rope_theta`, `rope_scaling`) or the newer one
  /// (`rope_parameters`, for all layers or for each kind of layer).
  ///
  /// A scaling that is not known is an obstacle to running the model, and is taken as none.
  ///
  /// - Parameters:
  ///   - headDimension: Columns of a head.
  ///   - defaultTheta: The base that this model type publishes.
  ///   - contextLength: `max_position_embeddings`.
  ///   - layerType: The kind of layer that the newer layout may tell apart.
  ///   - defaultShare: The share of a head's columns that turn, where the file does not say.
  package mutating func rotary(
    headDimension: Int, defaultTheta: Double, contextLength: Int, layerType: String? = nil,
    defaultShare: Double = 1
  ) throws -> RotarySpec {
    var parameters = try nested("rope_parameters") ?? nested("rope_scaling")
    if let layerType, let own = try parameters?.nested(layerType) { parameters = own }
    let theta: Double
    if let own = try parameters?.optionalNumber("rope_theta") {
      theta = own
    } else {
      theta = try number("rope_theta", default: defaultTheta)
    }
    let share =
      try parameters?.optionalNumber("partial_rotary_factor")
      ?? optionalNumber("partial_rotary_factor") ?? defaultShare
    guard share > 0, share <= 1 else {
      throw ConfigError(
        key: "partial_rotary_factor", "expected a share above 0 and at most 1, got \(share)")
    }
    var scaling = RotaryScaling.none
    if let parameters { scaling = try self.scaling(parameters, contextLength: contextLength) }
    return RotarySpec(
      dimensions: Int(Double(headDimension) * share), theta: theta, scaling: scaling)
  }

  private mutating func scaling(_ reader: ConfigReader, contextLength: Int) throws -> RotaryScaling
  {
    let kind = try reader.string("rope_type") ?? reader.string("type") ?? "default"
    func factor() throws -> Double {
      guard let factor = try reader.optionalNumber("factor") else {
        throw ConfigError(key: "rope_scaling.factor", "missing for rope type \"\(kind)\"")
      }
      return factor
    }
    func trained() throws -> Int {
      try reader.optionalInteger("original_max_position_embeddings")
        ?? optionalInteger("original_max_position_embeddings") ?? contextLength
    }
    switch kind {
    case "default", "none": return .none
    case "linear": return .linear(factor: try factor())
    case "dynamic":
      return .dynamic(factor: try factor(), trainedContext: contextLength)
    case "llama3":
      return .llama3(
        factor: try factor(),
        lowFrequency: try reader.optionalNumber("low_freq_factor") ?? 1,
        highFrequency: try reader.optionalNumber("high_freq_factor") ?? 4,
        trainedContext: try trained())
    case "yarn":
      return .yarn(try yarn(reader, trained: try trained(), contextLength: contextLength))
    case "longrope", "su":
      return .longRope(try longRope(reader, trained: try trained(), contextLength: contextLength))
    default:
      // Angles are no parameters: a kind that is not known stops a run, not a count.
      refuseReading(
        ConfigError(
          key: "rope_scaling",
          "rope type \"\(kind)\" is not known; known are default, linear, dynamic, llama3, yarn and longrope"
        ))
      return .none
    }
  }

  private func yarn(
    _ reader: ConfigReader, trained: Int, contextLength: Int
  ) throws -> YarnScaling {
    let factor =
      try reader.optionalNumber("factor") ?? Double(contextLength) / Double(max(trained, 1))
    var attention = try reader.optionalNumber("attention_factor")
    if attention == nil, let mscale = try reader.optionalNumber("mscale"),
      let all = try reader.optionalNumber("mscale_all_dim"), mscale != 0, all != 0
    {
      attention =
        YarnScaling.magnitude(factor: factor, mscale: mscale)
        / YarnScaling.magnitude(factor: factor, mscale: all)
    }
    var reader = reader
    let truncates = try reader.flag("truncate", default: true)
    return YarnScaling(
      factor: factor, trainedContext: trained,
      betaFast: try reader.optionalNumber("beta_fast") ?? 32,
      betaSlow: try reader.optionalNumber("beta_slow") ?? 1,
      attentionFactor: attention ?? YarnScaling.magnitude(factor: factor), truncates: truncates)
  }

  private func longRope(
    _ reader: ConfigReader, trained: Int, contextLength: Int
  ) throws -> LongRopeScaling {
    guard let short = try reader.numbers("short_factor"),
      let long = try reader.numbers("long_factor")
    else {
      throw ConfigError(
        key: "rope_scaling", "longrope needs the lists short_factor and long_factor")
    }
    let factor =
      try reader.optionalNumber("factor") ?? Double(contextLength) / Double(max(trained, 1))
    let attention =
      try reader.optionalNumber("attention_factor")
      ?? LongRopeScaling.magnitude(factor: factor, trainedContext: trained)
    return LongRopeScaling(
      short: short, long: long, trainedContext: trained, attentionFactor: attention)
  }
}
