import ModelSpec
import Tensors

extension GGUFConfig {
  /// Tells of each layer whether it has a sliding window.
  func slidingLayers(count: Int) throws -> [Bool] {
    let window = try integer(ifPresent: "attention.sliding_window")
    if window == nil, form.alternatesWindows { return (0..<count).map { $0.isMultiple(of: 2) } }
    guard let window, window > 0 else { return Array(repeating: false, count: count) }
    let name = key("attention.sliding_window_pattern")
    if let pattern = file.metadata[name]?.array?.bools {
      guard pattern.count >= count else {
        throw ModelFileError(
          .mismatched, path: file.path, "the key \(quoted(name))", expected: "\(count) entries",
          got: "\(pattern.count)")
      }
      return Array(pattern.prefix(count))
    }
    var form = form
    form.windowPeriod = try file.metadata.integer(ifPresent: name) ?? form.windowPeriod
    return form.publishedWindows(layers: count)
  }

  func attention(width: Int, layers: Int, norm: NormSpec, isSliding: Bool) throws -> AttentionSpec {
    if let rank = try integer(ifPresent: "attention.kv_lora_rank") {
      return try latentAttention(keyValueRank: rank)
    }
    let heads = try headCount("attention.head_count")
    let keyValueHeads =
      file.metadata.contains(key("attention.head_count_kv"))
      ? try headCount("attention.head_count_kv") : heads
    let dimension =
      try integer(ifPresent: "attention.key_length") ?? (heads > 0 ? width / heads : 0)
    if let values = try integer(ifPresent: "attention.value_length"), values != dimension {
      throw ModelFileError(
        .unsupported, path: file.path, "keys and values of different width",
        expected: "\(dimension)", got: "\(values)")
    }
    guard heads > 0, dimension > 0, dimension <= ModelSpec.largestDimension else {
      throw ModelFileError(
        .mismatched, path: file.path, "attention heads", expected: "positive counts",
        got: "\(heads) heads of \(dimension)")
    }
    var window: Int?
    if isSliding { window = try integer(ifPresent: "attention.sliding_window") ?? 4096 }
    return AttentionSpec(
      queryHeads: heads, keyValueHeads: keyValueHeads, headDimension: dimension,
      scale: try scale(dimension: dimension, width: width, heads: heads, layers: layers),
      softcap: try cap("attn_logit_softcapping", default: form.scoreCap), window: window,
      rotary: form.hasLearnedPositions
        ? nil : try rotary(dimension: dimension, isSliding: isSliding),
      queryKeyNorm: form.hasQueryKeyNorm ? norm : nil)
  }

  /// One number for all layers; some files write a list.
  func headCount(_ name: String) throws -> Int {
    if let list = file.metadata[key(name)]?.array?.integers {
      guard let first = list.first, list.allSatisfy({ $0 == first }) else {
        throw ModelFileError(
          .unsupported, path: file.path,
          "the key \(quoted(key(name))): layers with different head counts are not supported")
      }
      return first
    }
    return try integer(name)
  }

  private func scale(dimension: Int, width: Int, heads: Int, layers: Int) throws -> Double {
    if let scale = try number(ifPresent: "attention.scale") { return scale }
    if case .stored(let key, let fallback) = form.scale {
      return try number(ifPresent: key) ?? fallback
    }
    return form.publishedScale(
      headDimension: dimension, width: width, heads: heads, layers: layers)
  }

  func rotary(dimension: Int, isSliding: Bool) throws -> RotarySpec {
    let theta = try number(ifPresent: "rope.freq_base") ?? 10_000
    let dimensions = try integer(ifPresent: "rope.dimension_count") ?? dimension
    let pairing = form.pairing
    if let local = form.localTheta, isSliding {
      return RotarySpec(
        dimensions: dimensions, theta: try number(ifPresent: "rope.freq_base_swa") ?? local,
        pairing: pairing)
    }
    return RotarySpec(
      dimensions: dimensions, theta: theta, pairing: pairing,
      scaling: try scaling(pairs: dimensions / 2))
  }

  /// Reason that the rotary embedding cannot be computed, or `nil` if it can.
  func rotaryObstacle() throws -> ConfigError? {
    let name = key("rope.scaling.type")
    let hasFactors = ["rope_freqs.weight", "rope_factors_long.weight"].contains(
      where: file.contains)
    guard let kind = try file.metadata.string(ifPresent: name), !hasFactors,
      !["none", "linear", "dynamic", "yarn"].contains(kind)
    else { return nil }
    return ConfigError(
      key: name,
      "the rotary scaling \(quoted(kind)) is not known; known are none, linear, dynamic, yarn and factor tensors"
    )
  }

  private func scaling(pairs: Int) throws -> RotaryScaling {
    let trained =
      try integer(ifPresent: "rope.scaling.original_context_length") ?? integer("context_length")
    if let divisors = try divisors("rope_freqs.weight", pairs: pairs) {
      return .divisors(divisors.map { Float($0) })
    }
    if let long = try divisors("rope_factors_long.weight", pairs: pairs),
      let short = try divisors("rope_factors_short.weight", pairs: pairs)
    {
      let context = try integer("context_length")
      let attention =
        try number(ifPresent: "rope.scaling.attn_factor")
        ?? LongRopeScaling.magnitude(
          factor: Double(context) / Double(max(trained, 1)), trainedContext: trained)
      return .longRope(
        LongRopeScaling(
          short: short, long: long, trainedContext: trained, attentionFactor: attention))
    }
    if let factor = try number(ifPresent: "rope.scaling.dynamic_factor") {
      return .dynamic(factor: factor, trainedContext: trained)
    }
    let kind = try file.metadata.string(ifPresent: key("rope.scaling.type")) ?? "none"
    let factor =
      try number(ifPresent: "rope.scaling.factor") ?? number(ifPresent: "rope.scale_linear") ?? 1
    switch kind {
    case "none": return factor == 1 ? .none : .linear(factor: factor)
    case "linear": return factor == 1 ? .none : .linear(factor: factor)
    case "dynamic": return .dynamic(factor: factor, trainedContext: trained)
    case "yarn":
      let truncates = try file.metadata.bool(ifPresent: key("rope.scaling.yarn_truncate")) ?? true
      return .yarn(
        YarnScaling(
          factor: factor, trainedContext: trained,
          betaFast: try number(ifPresent: "rope.scaling.yarn_beta_fast") ?? 32,
          betaSlow: try number(ifPresent: "rope.scaling.yarn_beta_slow") ?? 1,
          attentionFactor: YarnScaling.magnitude(factor: factor)
            * (try number(ifPresent: "rope.scaling.attn_factor") ?? 1), truncates: truncates))
    // Angles are no parameters: the model is counted, and refused where it would be run.
    default: return .none
    }
  }

  /// A vector of divisors, if the file has it.
  private func divisors(_ name: String, pairs: Int) throws -> [Double]? {
    // Without values it is as if it were not there.
    guard file.contains(name) else { return nil }
    let values = try file.values(name)
    guard values.count == pairs else {
      throw ModelFileError(
        .mismatched, path: file.path, "the tensor \(quoted(name))", expected: "\(pairs) values",
        got: "\(values.count)")
    }
    return values.map(Double.init)
  }
}
