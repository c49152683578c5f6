import JSON
import ModelSpec

/// The feed-forward parts of Qwen2-MoE and Qwen3-MoE: experts in most layers, one network in the
/// others; Qwen2-MoE has a gated expert for all tokens too.
struct QwenExperts: FeedForwardForm {
  var experts: Int
  var perToken: Int
  /// Width of an expert.
  var hidden: Int
  /// Width of the expert for all tokens, or `nil`; models with one are not written.
  var sharedHidden: Int?

  func read(_ reader: inout ConfigReader, _ config: LlamaConfig, layers: Int) throws
    -> [FeedForwardSpec]
  {
    let activation = try reader.activation(config.names.activation, default: "silu")
    let experts = try reader.expertCount(default: experts)
    let sparse =
      experts == 0
      ? Array(repeating: false, count: layers) : try reader.sparseLayers(count: layers)
    var dense: FeedForwardSpec?
    if sparse.contains(false) {
      let width = try reader.integer(config.names.hidden, default: config.hidden)
      dense = .dense(DenseSpec(hiddenDimension: width, activation: activation))
    }
    guard sparse.contains(true) else { return sparse.compactMap { _ in dense } }
    var mixture = MixtureSpec(
      expertCount: experts,
      expertsPerToken: try reader.integer("num_experts_per_tok", default: perToken),
      expert: DenseSpec(
        hiddenDimension: try reader.integer("moe_intermediate_size", default: hidden),
        activation: activation),
      renormalizesShares: try reader.flag("norm_topk_prob", default: false))
    if let sharedHidden {
      let width = try reader.integer("shared_expert_intermediate_size", default: sharedHidden)
      mixture.sharedExpert = DenseSpec(hiddenDimension: width, activation: activation)
      mixture.hasSharedGate = true
    }
    return sparse.map { $0 ? .mixture(mixture) : dense ?? .mixture(mixture) }
  }

  func write(to config: inout ConfigWriter, _ names: DimensionNames) {
    config.addFeedForward(names) { mixture, config in
      guard sharedHidden == nil else { return }
      let parts = config.spec.layers.map(\.feedForward)
      config["moe_intermediate_size"] = .integer(mixture.expert.hiddenDimension)
      config["norm_topk_prob"] = .bool(mixture.renormalizesShares)
      config["decoder_sparse_step"] = .integer(1)
      config["mlp_only_layers"] = .array(
        parts.indices.filter { parts[$0].experts == nil }.map { .integer($0) })
    }
  }
}

extension ConfigReader {
  /// The number of experts, under either of the names that transformers has used for it.
  ///
  /// - Throws: `ConfigError` if both are there and differ.
  mutating func expertCount(default fallback: Int) throws -> Int {
    let (one, other) = ("num_experts", "num_local_experts")
    guard let count = try optionalInteger(one) else {
      return try integer(other, default: fallback)
    }
    if let second = try optionalInteger(other), second != count {
      throw ConfigError(key: one, "is \(count), but \"\(other)\" is \(second)")
    }
    return count
  }

  /// Tells of each layer whether it has experts: every `decoder_sparse_step`-th, but those
  /// of `mlp_only_layers`.
  fileprivate mutating func sparseLayers(count: Int) throws -> [Bool] {
    let step = try optionalInteger("decoder_sparse_step") ?? 1
    guard step >= 1 else {
      throw ConfigError(key: "decoder_sparse_step", "expected 1 or more, got \(step)")
    }
    let plain = try integers("mlp_only_layers") ?? []
    if let stray = plain.first(where: { !(0..<count).contains($0) }) {
      throw ConfigError(
        key: "mlp_only_layers", "names layer \(stray), but the layers are 0 to \(count - 1)")
    }
    return (0..<count).map { ($0 + 1) % step == 0 && !plain.contains($0) }
  }
}
