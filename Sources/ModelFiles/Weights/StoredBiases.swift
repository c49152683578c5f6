import ModelSpec

extension DescribedModel {
  /// Leaves out the biases that a configuration names and files do not store, with a note: nothing
  /// is added there.
  ///
  /// A configuration has one word for all projections. transformers starts biases that it does not
  /// find at 0.
  mutating func settleBiases(_ weights: WeightFile) {
    guard case .safetensors = weights,
      let naming = try? WeightNaming.huggingFace(spec, in: weights)
    else { return }
    let absent = spec.tensors.filter { tensor in
      guard tensor.role.isProjectionBias, let (source, layer) = naming.source(of: tensor.role)
      else { return false }
      return !weights.contains(source.name(layer: layer))
    }
    guard let first = absent.first, let (source, layer) = naming.source(of: first.role) else {
      return
    }
    for tensor in absent { spec.leaveOutBias(tensor.role) }
    let count = absent.count == 1 ? "1 bias" : "\(absent.count) biases"
    notes.append(
      "the files do not store \(count) that the config names, such as "
        + "\(quoted(source.name(layer: layer))): nothing is added there, as transformers does")
  }
}

extension TensorRole {
  /// Tells whether this is a bias of a projection, which is 0 where it is not stored.
  fileprivate var isProjectionBias: Bool {
    switch self {
    case .headBias: true
    case .layer(_, let tensor): tensor.component == .bias && tensor != .routerBias
    default: false
    }
  }
}

extension ModelSpec {
  fileprivate mutating func leaveOutBias(_ role: TensorRole) {
    guard case .layer(let layer, let tensor) = role else {
      head.hasBias = false
      return
    }
    if let bias = tensor.attentionBias { layers[layer].attention.biases.remove(bias) }
    guard let bias = tensor.denseBias, case .dense(var dense) = layers[layer].feedForward else {
      return
    }
    dense.biases.remove(bias)
    layers[layer].feedForward = .dense(dense)
  }
}

extension LayerTensor {
  fileprivate var attentionBias: AttentionSpec.Biases? {
    switch self {
    case .queryBias, .queryDownBias: .query
    case .keyBias, .keyValueDownBias: .key
    case .valueBias: .value
    case .attentionOutputBias: .output
    default: nil
    }
  }

  fileprivate var denseBias: DenseSpec.Biases? {
    switch self {
    case .gateBias: .gate
    case .upBias: .up
    case .downBias: .down
    default: nil
    }
  }
}

extension WeightFile {
  /// The first bias of the decoder that a file stores beside the tensors of its model.
  func biasBeside(_ names: Set<String>) -> String? {
    entries.first { entry in
      entry.name.hasSuffix(".bias") && entry.elementCount > 0 && !entry.isCausalMask
        && !entry.isOfTower && !names.contains(entry.name)
    }?.name
  }
}
