/// Floating-point operations of a forward pass; a multiplication and its addition are two.
///
/// Norms, activations, rotations and the softmax are left out, as the literature does: together
/// they stay below a few percent (arXiv 2001.08361, section 2.1).
public struct ForwardOperations: Sendable, Hashable {
  /// Matrix products with weights: twice the active weights, the head included, the embedding
  /// look-up not.
  public var projections: Double
  /// Scores and weighted values.
  public var attention: Double

  /// Both.
  public var total: Double { projections + attention }

  static let zero = ForwardOperations(projections: 0, attention: 0)
}

extension ModelSpec {
  /// Weights that one token is multiplied with: all matrices that work on it, the head included,
  /// the embedding look-up not.
  public var multipliedParametersPerToken: Int {
    var total = vocabularySize * modelDimension
    for layer in layers {
      for (tensor, shape) in layer.tensors(modelDimension: modelDimension) where shape.count >= 2 {
        let count = shape.reduce(1, *)
        if tensor.isExpert, case .mixture(let mixture) = layer.feedForward {
          total += count / mixture.expertCount * mixture.expertsPerToken
        } else {
          total += count
        }
      }
    }
    return total
  }

  /// Operations for one token that attends to `positions` positions, itself included; windows
  /// see fewer.
  public func forwardOperations(attending positions: Int) -> ForwardOperations {
    ForwardOperations(
      projections: 2 * Double(multipliedParametersPerToken),
      attention: layers.reduce(0) { sum, layer in
        let seen = min(positions, layer.attention.window ?? positions)
        return sum + layer.attention.operationsPerPair * Double(seen)
      })
  }

  /// Operations for all tokens of a causal sequence from `start` on: token `i` attends to `i + 1`
  /// positions, or the window's.
  ///
  /// - Parameters:
  ///   - start: Positions that are in the cache already.
  ///   - headRows: Rows that the head is applied to; all if `nil`, as in training. Reading a prompt
  ///     needs one.
  public func forwardOperations(
    tokens: Int, after start: Int = 0, headRows: Int? = nil
  ) -> ForwardOperations {
    let head = Double(vocabularySize * modelDimension)
    let body = Double(multipliedParametersPerToken) - head
    var result = ForwardOperations(
      projections: 2 * (body * Double(tokens) + head * Double(headRows ?? tokens)), attention: 0)
    for layer in layers {
      let pairs = Self.causalPairs(tokens: tokens, after: start, window: layer.attention.window)
      result.attention += layer.attention.operationsPerPair * pairs
    }
    return result
  }

  /// Query and key pairs of a causal run of tokens.
  package static func causalPairs(tokens: Int, after start: Int, window: Int?) -> Double {
    let (first, last) = (Double(start + 1), Double(start + tokens))
    guard tokens > 0 else { return 0 }
    guard let window, start + tokens > window else { return (first + last) * Double(tokens) / 2 }
    // Tokens below the window see all before them, the others the window.
    let growing = Double(max(0, min(start + tokens, window) - start))
    let grown = growing > 0 ? (first + Double(window)) * growing / 2 : 0
    return grown + Double(window) * (Double(tokens) - growing)
  }
}

extension AttentionSpec {
  /// Operations for one query and one key of all heads: a dot product and a weighted sum, 4 x heads
  /// x columns; with latent attention the two differ in width.
  var operationsPerPair: Double {
    guard let latent else { return 4 * Double(queryDimension) }
    return 2 * Double(queryHeads * (headDimension + latent.valueDimension))
  }
}
