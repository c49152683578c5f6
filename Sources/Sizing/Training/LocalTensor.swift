import ModelSpec

/// The part of a tensor that one device holds under tensor and pipeline parallelism, before
/// replicas divide anything.
struct LocalTensor: Hashable {
  var role: TensorRole
  /// Its shape on the device, outermost dimension first.
  var shape: [Int]

  var elements: ExactCount { shape.reduce(1) { $0 * $1 } }

  /// Tells whether it stands outside the layers.
  var isEmbedding: Bool {
    switch role {
    case .tokenEmbedding, .positionEmbedding, .head, .headBias: true
    default: false
    }
  }

  /// Tells whether 4-bit NormalFloat replaces it: the matrices of layers, but for routers and gates
  /// of one row.
  var isQuantizable: Bool {
    guard case .layer(_, let tensor) = role, shape.count >= 2 else { return false }
    return tensor != .router && tensor != .sharedScale
  }
}

/// A model's tensors by where they stand, sorted once for all stages.
struct ModelParts {
  let spec: ModelSpec
  private var entry: [TensorSpec] = []
  private var layers: [[TensorSpec]]
  private var exit: [TensorSpec] = []

  init(_ spec: ModelSpec) {
    self.spec = spec
    layers = Array(repeating: [], count: spec.layers.count)
    for tensor in spec.tensors {
      switch tensor.role {
      case .tokenEmbedding, .positionEmbedding: entry.append(tensor)
      case .layer(let index, _): layers[index].append(tensor)
      case .finalNorm, .finalNormBias, .head, .headBias: exit.append(tensor)
      }
    }
  }

  /// The tensors that a device of `stage` holds; a tied head in a stage of its own is a
  /// second copy.
  func localTensors(stage: PipelineStage, shards: Int) -> [LocalTensor] {
    var held = stage.isFirst ? entry : []
    for piece in stage.pieces { held += layers[piece.layers].joined() }
    if stage.isLast { held += exit }
    var list = held.map { spec.localTensor($0, shards: shards) }
    if spec.head.isTied, stage.isLast, !stage.isFirst {
      let rows = spec.paddedVocabulary(shards: shards) / shards
      list.append(LocalTensor(role: .head, shape: [rows, spec.modelDimension]))
    }
    return list
  }
}

extension ModelSpec {
  /// Vocabulary rows once they are padded to a multiple of `shards`.
  func paddedVocabulary(shards: Int) -> Int {
    (vocabularySize + shards - 1) / shards * shards
  }

  fileprivate func localTensor(_ tensor: TensorSpec, shards: Int) -> LocalTensor {
    var shape = tensor.shape
    switch tensor.role {
    case .tokenEmbedding, .head, .headBias:
      shape[0] = paddedVocabulary(shards: shards) / shards
    case .positionEmbedding, .finalNorm, .finalNormBias: break
    case .layer(let index, let role):
      let attention = layers[index].attention
      switch role.division {
      case .none: break
      case .outputs: shape[shape.count == 3 ? 1 : 0] /= shards
      case .inputs: shape[shape.count - 1] /= shards
      case .keyValueHeads:
        shape[0] = attention.localKeyValueHeads(shards: shards) * attention.headDimension
      }
    }
    return LocalTensor(role: tensor.role, shape: shape)
  }
}

extension AttentionSpec {
  /// Key/value heads on a device: a share, or one copy where there are fewer heads than devices.
  func localKeyValueHeads(shards: Int) -> Int { max(1, keyValueHeads / shards) }
}

extension LayerTensor {
  /// Along what tensor parallelism cuts a tensor (arXiv 1909.08053, section 3).
  enum Division {
    /// Every device has all of it.
    case none
    /// Rows, which make outputs.
    case outputs
    /// Columns, which read inputs; the devices' results are added.
    case inputs
    /// Rows of whole heads, of which a device has at least one.
    case keyValueHeads
  }

  var division: Division {
    switch self {
    case .query, .queryBias, .queryUp, .keyValueUp, .gate, .gateBias, .up, .upBias, .expertGate,
      .expertUp, .sharedGate, .sharedUp:
      .outputs
    case .key, .value, .keyBias, .valueBias: .keyValueHeads
    case .attentionOutput, .down, .expertDown, .sharedDown: .inputs
    default: .none
    }
  }
}
