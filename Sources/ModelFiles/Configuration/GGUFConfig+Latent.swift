import ModelSpec

extension GGUFConfig {
  /// Latent attention.
  ///
  /// Newer files write a head's own columns under names that end in `_mla`, and the narrow vector's
  /// under the plain ones; older files write a head's own under the plain ones.
  func latentAttention(keyValueRank: Int) throws -> AttentionSpec {
    let heads = try headCount("attention.head_count")
    let dimension =
      try integer(ifPresent: "attention.key_length_mla") ?? integer("attention.key_length")
    let values =
      try integer(ifPresent: "attention.value_length_mla") ?? integer("attention.value_length")
    let turning = try integer("rope.dimension_count")
    guard (1...ModelSpec.largestDimension).contains(dimension), (1..<dimension).contains(turning)
    else {
      throw ModelFileError(
        .mismatched, path: file.path, "the key \(quoted(key("rope.dimension_count")))",
        expected: "less than a head's \(dimension) columns", got: "\(turning)")
    }
    let queryRank = try integer(ifPresent: "attention.q_lora_rank")
    let rotary = try rotary(dimension: turning, isSliding: false)
    return AttentionSpec(
      queryHeads: heads, keyValueHeads: heads, headDimension: dimension,
      scale: try latentScale(dimension: dimension, rotary), rotary: rotary,
      latent: LatentAttentionSpec(
        queryRank: queryRank == 0 ? nil : queryRank, keyValueRank: keyValueRank,
        plainDimension: dimension - turning, rotaryDimension: turning, valueDimension: values))
  }

  /// One over the root of a head's columns; with YaRN times the square of the magnitude that the
  /// file asks for.
  private func latentScale(dimension: Int, _ rotary: RotarySpec) throws -> Double {
    let plain = 1 / Double(dimension).squareRoot()
    guard case .yarn(let yarn) = rotary.scaling, yarn.factor > 1,
      let multiplier = try number(ifPresent: "rope.scaling.yarn_log_multiplier")
    else { return plain }
    // The key holds 0.1 times what a `config.json` calls `mscale_all_dim`.
    let magnitude = YarnScaling.magnitude(factor: yarn.factor, mscale: 10 * multiplier)
    return plain * magnitude * magnitude
  }
}
