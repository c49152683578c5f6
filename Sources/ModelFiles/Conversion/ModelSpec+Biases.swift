import ModelSpec

// Where a kind of file has one word for several biases, those that a model lacks are written
// as zeros.
extension ModelSpec {
  /// The model with the biases that `config.json` says for all layers at once.
  var completingBiasesForHuggingFace: ModelSpec {
    let biases = architecture.definition.huggingFace.config.biases(for: self)
    return addingBiases(biases.attention, dense: biases.dense)
  }

  /// The model with the biases that share a tensor with another.
  var completingBiasesForGGUF: ModelSpec {
    guard architecture.packingInGGUF.contains(.queryKeyValue) else { return self }
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
