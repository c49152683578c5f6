import ModelSpec

// Where a kind of file has one word for several biases, those that a model lacks are written as zeros.
extension ModelSpec {
  /// The model with the biases that `config.json` says for all layers at once.
  var completingBiasesForHuggingFace: ModelSpec {
    let attention = layers.reduce(into: AttentionSpec.Biases()) {
      $0.formUnion($1.attention.biases)
    }
    let hasDense = layers.contains { $0.feedForward.network?.biases.isEmpty == false }
    switch architecture {
    case .qwen2, .qwen2MoE: return addingBiases(.inputs, dense: false)
    case .gpt2: return addingBiases([.inputs, .output], dense: true)
    case .llama, .qwen3, .qwen3MoE, .gemma, .gemma2, .gemma3, .internlm2:
      return addingBiases(
        attention.isEmpty ? [] : [.inputs, .output], dense: hasDense && architecture == .llama)
    default: return self
    }
  }

  /// The model with the biases that share a tensor with another.
  var completingBiasesForGGUF: ModelSpec {
    guard architecture.packsQueryKeyValueInGGUF else { return self }
    var spec = self
    for index in spec.layers.indices
    where !spec.layers[index].attention.biases.isDisjoint(with: .inputs) {
      spec.layers[index].attention.biases.formUnion(.inputs)
    }
    return spec
  }

  private func addingBiases(_ attention: AttentionSpec.Biases, dense: Bool) -> ModelSpec {
    var spec = self
    for index in spec.layers.indices {
      spec.layers[index].attention.biases.formUnion(attention)
      guard dense, case .dense(var network) = spec.layers[index].feedForward else { continue }
      network.biases = .all(isGated: network.isGated)
      spec.layers[index].feedForward = .dense(network)
    }
    return spec
  }
}
