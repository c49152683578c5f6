/// A model's parameters, exactly, by what they are for.
public struct ParameterCount: Sendable, Hashable {
  /// Parts of a model in the order in which they are shown.
  public enum Component: String, Sendable, Hashable, CaseIterable {
    case embedding, attention, feedForward, router, normalization, bias, position, vision
  }

  /// The five kinds that parameters are told apart by: what they do, rather than where they stand.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// Strengths with which features are tied: feed-forward, router and norm factors, and a
    /// vision tower.
    case weightMatrices
    /// The base response of a neuron: every bias, those of norms and routers included.
    case biasVectors
    /// Query, key, value and output matrices.
    case attention
    /// Word embeddings, the head where it has a matrix of its own, and learned positions.
    case embedding
    /// The state that inference starts from. A transformer starts from an empty cache, so it has
    /// none; recurrent models do.
    case initialState
  }

  /// All parameters that a run of the whole model needs, a vision tower included, prediction
  /// modules not.
  public private(set) var total = 0
  /// Parameters that work on one token: of a mixture, only the experts that it is sent to; no
  /// vision tower.
  public private(set) var active = 0
  /// Parameters of the decoder alone.
  public private(set) var decoder = 0
  /// Parameters of modules that predict further tokens, without the embedding and head that they
  /// share; not in `total`.
  public private(set) var predictionModules = 0
  /// `total` by component; components that a model lacks are 0.
  public private(set) var byComponent: [Component: Int] = [:]
  /// `total` by role.
  public private(set) var byRole: [Role: Int] = [:]

  /// Counts the tensors of a spec that is valid.
  public init(_ spec: ModelSpec) {
    for component in Component.allCases { byComponent[component] = 0 }
    for role in Role.allCases { byRole[role] = 0 }
    for tensor in spec.tensors {
      let count = tensor.elementCount
      decoder += count
      active += count
      byComponent[tensor.role.component, default: 0] += count
      byRole[tensor.role.parameterRole, default: 0] += count
      if case .layer(let index, let role) = tensor.role, role.isExpert,
        case .mixture(let mixture) = spec.layers[index].feedForward
      {
        active -= count / mixture.expertCount * (mixture.expertCount - mixture.expertsPerToken)
      }
    }
    let seen = spec.vision?.parameters ?? 0
    byComponent[.vision] = seen
    byRole[.weightMatrices, default: 0] += seen
    total = decoder + seen
    predictionModules = spec.predictionModules * spec.predictionModuleParameters
  }

  /// Parameters of the token embedding and of a head of its own.
  public var embedding: Int { byComponent[.embedding] ?? 0 }
  /// All others.
  public var nonEmbedding: Int { total - embedding }
}

extension ModelSpec {
  /// Parameters of one module that predicts a further token (arXiv 2412.19437, section 2.2): a
  /// layer like the last, a matrix that joins state and embedding, and three norms; embedding and
  /// head are the model's own.
  public var predictionModuleParameters: Int {
    guard let last = layers.last else { return 0 }
    let layer = last.tensors(modelDimension: modelDimension).reduce(0) {
      $0 + $1.1.reduce(1, *)
    }
    return layer + 2 * modelDimension * modelDimension + 3 * modelDimension
  }
}

extension TensorRole {
  /// The part of the model that the tensor belongs to.
  public var component: ParameterCount.Component {
    switch self {
    case .tokenEmbedding, .head: .embedding
    case .positionEmbedding: .position
    case .finalNorm, .finalNormBias: .normalization
    case .headBias: .bias
    case .layer(_, let tensor): tensor.component
    }
  }

  /// Role of the tensor's parameters.
  public var parameterRole: ParameterCount.Role {
    switch self {
    case .tokenEmbedding, .head, .positionEmbedding: .embedding
    case .finalNormBias, .headBias: .biasVectors
    case .finalNorm: .weightMatrices
    case .layer(_, let tensor): tensor.parameterRole
    }
  }
}

extension LayerTensor {
  /// Tells whether the tensor belongs to the experts that a router chooses from.
  public var isExpert: Bool { self == .expertGate || self == .expertUp || self == .expertDown }

  /// The part of the model that the tensor belongs to.
  public var component: ParameterCount.Component {
    switch self {
    case .query, .key, .value, .attentionOutput, .queryDown, .queryUp, .keyValueDown, .keyValueUp:
      .attention
    case .gate, .up, .down, .expertGate, .expertUp, .expertDown, .sharedGate, .sharedUp,
      .sharedDown, .sharedScale:
      .feedForward
    case .router: .router
    case .queryBias, .keyBias, .valueBias, .attentionOutputBias, .queryDownBias, .keyValueDownBias,
      .gateBias, .upBias, .downBias, .routerBias:
      .bias
    case .attentionNorm, .attentionNormBias, .queryNorm, .queryNormBias, .keyNorm, .keyNormBias,
      .queryDownNorm, .keyValueDownNorm, .attentionPostNorm, .attentionPostNormBias,
      .feedForwardNorm,
      .feedForwardNormBias, .feedForwardPostNorm, .feedForwardPostNormBias:
      .normalization
    }
  }

  /// Role of the tensor's parameters.
  public var parameterRole: ParameterCount.Role {
    switch self {
    case .attentionNormBias, .feedForwardNormBias, .attentionPostNormBias,
      .feedForwardPostNormBias, .queryNormBias, .keyNormBias:
      .biasVectors
    default:
      switch component {
      case .attention: .attention
      case .bias: .biasVectors
      default: .weightMatrices
      }
    }
  }
}
