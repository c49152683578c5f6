public import ModelSpec

/// Floating-point operations of training on a number of tokens.
///
/// A backward pass takes twice the forward pass: gradients of inputs, and of weights (arXiv
/// 2001.08361, section 2.1). Frozen matrices need no gradient of their own.
public struct TrainingOperations: Sendable, Hashable {
  /// Operations of one token's forward pass, averaged over a sequence.
  public var forwardPerToken: ForwardOperations
  /// Operations of the whole run that the model asks for: no work is counted twice.
  public var model: Double
  /// Operations of the whole run that the hardware does, recomputation included.
  public var hardware: Double
  /// The common estimate 6 N D, with N all parameters of the decoder that work on a token.
  public var sixTimesParametersTokens: Double

  /// Counts the operations of `tokens` tokens in sequences of the recipe's length.
  ///
  /// - Throws: If the recipe's sequence or `tokens` is not positive.
  public init(
    _ spec: ModelSpec, recipe: TrainingRecipe, tokens: Double
  ) throws(SizingError) {
    try recipe.validate(spec)
    guard tokens.isFinite, tokens > 0 else {
      throw SizingError("tokens", expected: "positive and finite", got: tokens)
    }
    var each = spec.forwardOperations(tokens: recipe.sequence)
    each.projections /= Double(recipe.sequence)
    each.attention /= Double(recipe.sequence)
    forwardPerToken = each
    // An adapter's multiplications are trained like any other.
    let adapters =
      recipe.method.adapters == nil
      ? 0 : 2 * Double(try spec.activeAdapterParameters(recipe.method))
    let passes: Double = recipe.method.adapters == nil ? 3 : 2
    let perToken = passes * each.projections + 3 * each.attention + 3 * adapters
    model = perToken * tokens
    let again: Double =
      switch recipe.recompute {
      case .none: 0
      // Fused attention computes its scores again in any case; the literature does not count that.
      case .selective: recipe.attention == .materialized ? each.attention : 0
      // Layers are computed again, the head is not.
      case .full: each.total + adapters - Double(2 * spec.vocabularySize * spec.modelDimension)
      }
    hardware = (perToken + again) * tokens
    sixTimesParametersTokens = Self.estimate(
      parameters: Double(spec.activeDecoderParameters), tokens: tokens)
  }

  /// C = 6 N D (arXiv 2001.08361, section 2.1).
  public static func estimate(parameters: Double, tokens: Double) -> Double {
    6 * parameters * tokens
  }
}

extension ModelSpec {
  /// Parameters of the decoder that work on one token.
  var activeDecoderParameters: Int { ParameterCount(self).active }

  /// Parameters of the adapters that work on one token: of a mixture, those of the chosen experts.
  func activeAdapterParameters(_ method: TrainingMethod) throws(SizingError) -> Int {
    guard let adapters = method.adapters else { return 0 }
    let count = tensors.reduce(ExactCount(0)) { sum, tensor in
      var shape = tensor.shape
      if case .layer(let index, let role) = tensor.role, role.isExpert,
        case .mixture(let mixture) = layers[index].feedForward
      {
        shape[0] = mixture.expertsPerToken
      }
      let whole = LocalTensor(role: tensor.role, shape: shape)
      return sum + adapters.matrices(for: whole).reduce(ExactCount(0)) { $0 + $1.elements }
    }
    return try count.known("parameters of the adapters")
  }
}
