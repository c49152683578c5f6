/// The role of a weight tensor, whatever a file calls it.
public enum TensorRole: Sendable, Hashable {
  /// `[vocabulary, model]`.
  case tokenEmbedding
  /// `[positions, model]`.
  case positionEmbedding
  /// A tensor of a layer.
  case layer(Int, LayerTensor)
  /// `[model]`.
  case finalNorm
  /// `[model]`.
  case finalNormBias
  /// `[vocabulary, model]`, where it is not the embedding.
  case head
  /// `[vocabulary]`.
  case headBias
}

/// The role of a tensor of one layer.
///
/// Matrices are `[outputs, inputs]`; those of a mixture are `[experts, outputs, inputs]`.
public enum LayerTensor: String, Sendable, Hashable, CaseIterable {
  case attentionNorm, attentionNormBias
  case query, key, value, attentionOutput
  /// Of latent attention: to the narrow vector, its norm, and from it to the heads.
  case queryDown, queryDownBias, queryDownNorm, queryUp
  /// To the narrow vector and the shared rotated key, the vector's norm, and from it to keys
  /// and values.
  case keyValueDown, keyValueDownBias, keyValueDownNorm, keyValueUp
  case queryBias, keyBias, valueBias, attentionOutputBias
  case queryNorm, queryNormBias, keyNorm, keyNormBias
  case attentionPostNorm, attentionPostNormBias
  case feedForwardNorm, feedForwardNormBias
  case gate, up, down
  case gateBias, upBias, downBias
  case router, routerBias
  case sharedGate, sharedUp, sharedDown
  /// The gate of the shared expert's output, `[1, model]`.
  case sharedScale
  case expertGate, expertUp, expertDown
  case feedForwardPostNorm, feedForwardPostNormBias
}

/// A tensor that a model of some spec must have.
public struct TensorSpec: Sendable, Hashable {
  /// Role of the tensor.
  public var role: TensorRole
  /// Its shape, outermost dimension first.
  public var shape: [Int]

  /// Number of values.
  public var elementCount: Int { shape.reduce(1, *) }
}

extension ModelSpec {
  /// Every tensor of the model with its exact shape: the one list that counting, loading and
  /// writing share.
  public var tensors: [TensorSpec] {
    var list = [TensorSpec(role: .tokenEmbedding, shape: [vocabularySize, modelDimension])]
    if let positions = embedding.learnedPositions {
      list.append(TensorSpec(role: .positionEmbedding, shape: [positions, modelDimension]))
    }
    for (index, layer) in layers.enumerated() {
      for (tensor, shape) in layer.tensors(modelDimension: modelDimension) {
        list.append(TensorSpec(role: .layer(index, tensor), shape: shape))
      }
    }
    list.append(TensorSpec(role: .finalNorm, shape: [modelDimension]))
    if finalNorm.kind == .layer {
      list.append(TensorSpec(role: .finalNormBias, shape: [modelDimension]))
    }
    if !head.isTied {
      list.append(TensorSpec(role: .head, shape: [vocabularySize, modelDimension]))
    }
    if head.hasBias { list.append(TensorSpec(role: .headBias, shape: [vocabularySize])) }
    return list
  }
}

extension LayerSpec {
  /// The layer's tensors in the order of computation.
  func tensors(modelDimension: Int) -> [(LayerTensor, [Int])] {
    var list: [(LayerTensor, [Int])] = []
    func addNorm(_ weight: LayerTensor, _ bias: LayerTensor) {
      list.append((weight, [modelDimension]))
      if norm.kind == .layer { list.append((bias, [modelDimension])) }
    }
    addNorm(.attentionNorm, .attentionNormBias)
    list += attention.tensors(modelDimension: modelDimension)
    if normPlacement == .beforeAndAfter { addNorm(.attentionPostNorm, .attentionPostNormBias) }
    if normPlacement != .shared { addNorm(.feedForwardNorm, .feedForwardNormBias) }
    list += feedForward.tensors(modelDimension: modelDimension)
    if normPlacement == .beforeAndAfter { addNorm(.feedForwardPostNorm, .feedForwardPostNormBias) }
    return list
  }
}

extension AttentionSpec {
  func tensors(modelDimension: Int) -> [(LayerTensor, [Int])] {
    if let latent { return tensors(latent, modelDimension: modelDimension) }
    var list: [(LayerTensor, [Int])] = [
      (.query, [queryDimension, modelDimension]),
      (.key, [keyValueDimension, modelDimension]),
      (.value, [keyValueDimension, modelDimension]),
    ]
    if biases.contains(.query) { list.append((.queryBias, [queryDimension])) }
    if biases.contains(.key) { list.append((.keyBias, [keyValueDimension])) }
    if biases.contains(.value) { list.append((.valueBias, [keyValueDimension])) }
    if let queryKeyNorm {
      let isLayerNorm = queryKeyNorm.kind == .layer
      list.append((.queryNorm, [headDimension]))
      if isLayerNorm { list.append((.queryNormBias, [headDimension])) }
      list.append((.keyNorm, [headDimension]))
      if isLayerNorm { list.append((.keyNormBias, [headDimension])) }
    }
    list.append((.attentionOutput, [modelDimension, queryDimension]))
    if biases.contains(.output) { list.append((.attentionOutputBias, [modelDimension])) }
    return list
  }

  private func tensors(_ latent: LatentAttentionSpec, modelDimension: Int) -> [(LayerTensor, [Int])]
  {
    var list: [(LayerTensor, [Int])] = []
    if let rank = latent.queryRank {
      list.append((.queryDown, [rank, modelDimension]))
      if biases.contains(.query) { list.append((.queryDownBias, [rank])) }
      list += [(.queryDownNorm, [rank]), (.queryUp, [queryDimension, rank])]
    } else {
      list.append((.query, [queryDimension, modelDimension]))
    }
    let narrow = latent.keyValueRank + latent.rotaryDimension
    list.append((.keyValueDown, [narrow, modelDimension]))
    if biases.contains(.key) { list.append((.keyValueDownBias, [narrow])) }
    list += [
      (.keyValueDownNorm, [latent.keyValueRank]),
      (
        .keyValueUp,
        [queryHeads * (latent.plainDimension + latent.valueDimension), latent.keyValueRank]
      ),
      (.attentionOutput, [modelDimension, queryHeads * latent.valueDimension]),
    ]
    if biases.contains(.output) { list.append((.attentionOutputBias, [modelDimension])) }
    return list
  }
}

extension FeedForwardSpec {
  func tensors(modelDimension: Int) -> [(LayerTensor, [Int])] {
    switch self {
    case .dense(let dense):
      let hidden = dense.hiddenDimension
      var list: [(LayerTensor, [Int])] = []
      if dense.isGated { list.append((.gate, [hidden, modelDimension])) }
      list += [(.up, [hidden, modelDimension]), (.down, [modelDimension, hidden])]
      if dense.isGated, dense.biases.contains(.gate) { list.append((.gateBias, [hidden])) }
      if dense.biases.contains(.up) { list.append((.upBias, [hidden])) }
      if dense.biases.contains(.down) { list.append((.downBias, [modelDimension])) }
      return list
    case .mixture(let mixture):
      let (experts, hidden) = (mixture.expertCount, mixture.expert.hiddenDimension)
      var list: [(LayerTensor, [Int])] = [(.router, [experts, modelDimension])]
      if mixture.hasSelectionBias { list.append((.routerBias, [experts])) }
      if let shared = mixture.sharedExpert {
        if shared.isGated { list.append((.sharedGate, [shared.hiddenDimension, modelDimension])) }
        list += [
          (.sharedUp, [shared.hiddenDimension, modelDimension]),
          (.sharedDown, [modelDimension, shared.hiddenDimension]),
        ]
        if mixture.hasSharedGate { list.append((.sharedScale, [1, modelDimension])) }
      }
      if mixture.expert.isGated { list.append((.expertGate, [experts, hidden, modelDimension])) }
      list += [
        (.expertUp, [experts, hidden, modelDimension]),
        (.expertDown, [experts, modelDimension, hidden]),
      ]
      return list
    }
  }
}
