import ModelSpec

extension GGUFConfig {
  /// The feed-forward part of each layer: experts where the file counts them and the layer stores
  /// no network of its own.
  func feedForwards(count: Int) throws -> [FeedForwardSpec] {
    let dense = try dense()
    let experts = try integer(ifPresent: "expert_count") ?? 0
    guard experts != 0 else { return Array(repeating: .dense(dense), count: count) }
    let first = try integer(ifPresent: "leading_dense_block_count") ?? 0
    guard (0..<count).contains(first) else {
      throw ModelFileError(
        .mismatched, path: file.path, "the key \(quoted(key("leading_dense_block_count")))",
        expected: "less than the \(count) layers, since there are \(experts) experts",
        got: "\(first)")
    }
    var sparse = (0..<count).map { $0 >= first && !contains(.layer($0, .up)) }
    // Then the description rules, and the weights are what does not fit it.
    if !sparse.contains(true) { sparse = (0..<count).map { $0 >= first } }
    let mixture = try mixture(
      experts: experts, dense: dense, layer: sparse.firstIndex(of: true) ?? first)
    return sparse.map { $0 ? .mixture(mixture) : .dense(dense) }
  }

  private func dense() throws -> DenseSpec {
    var activation = form.activation
    if let name = try file.metadata.string(ifPresent: key("feed_forward.activation")) {
      guard let own = Activation(rawValue: name) else {
        throw ModelFileError(
          .unsupported, path: file.path, "the activation \(quoted(name)) is not known")
      }
      activation = own
    }
    return DenseSpec(
      hiddenDimension: try integer("feed_forward_length"), activation: activation,
      isGated: form.isGated)
  }

  private func mixture(experts: Int, dense: DenseSpec, layer: Int) throws -> MixtureSpec {
    var expert = dense
    expert.hiddenDimension =
      try integer(ifPresent: "expert_feed_forward_length") ?? dense.hiddenDimension
    var mixture = MixtureSpec(
      expertCount: experts, expertsPerToken: try integer("expert_used_count"), expert: expert,
      renormalizesShares: try file.metadata.bool(ifPresent: key("expert_weights_norm"))
        ?? form.renormalizesShares)
    mixture.hasSelectionBias = contains(.layer(layer, .routerBias))
    mixture.hasSharedGate = contains(.layer(layer, .sharedScale))
    mixture.sharedExpert = try sharedExpert(expert, layer: layer)
    return mixture
  }

  /// The network for all tokens: its width by a key of its own, as a number of experts, or as it
  /// is stored.
  private func sharedExpert(_ expert: DenseSpec, layer: Int) throws -> DenseSpec? {
    var shared = expert
    if let width = try integer(ifPresent: "expert_shared_feed_forward_length"), width > 0 {
      shared.hiddenDimension = width
    } else if let count = try integer(ifPresent: "expert_shared_count"), count > 0 {
      let (width, overflow) = expert.hiddenDimension.multipliedReportingOverflow(by: count)
      guard !overflow else {
        throw ModelFileError(
          .mismatched, path: file.path, "the key \(quoted(key("expert_shared_count")))",
          expected: "at most 4096", got: "\(count)")
      }
      shared.hiddenDimension = width
    } else if let shape = shape(.layer(layer, .sharedUp)), let width = shape.first {
      shared.hiddenDimension = width
    } else {
      return nil
    }
    return shared
  }
}
