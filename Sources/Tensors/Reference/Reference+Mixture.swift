package import ModelSpec

extension Reference {
  /// The share of each expert in a token (arXiv 1701.06538, section 2.1; arXiv 2401.04088, section
  /// 2.1): the softmax of the router's logits, zero but for the largest, of equal ones the first;
  /// scaled to add up to one if the spec says so.
  ///
  /// - Parameter logits: `[experts]`.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func route<Number: BinaryFloatingPoint>(
    _ logits: [Number], _ spec: MixtureSpec
  ) -> [Number] {
    let shares = softmax(logits)
    let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
    let chosen = order.prefix(spec.expertsPerToken)
    let total = spec.renormalizesShares ? chosen.reduce(0) { $0 + shares[$1] } : 1
    return shares.indices.map { chosen.contains($0) ? shares[$0] / total : 0 }
  }

  /// The outputs of the chosen experts, each times its share, added up.
  ///
  /// - Parameters:
  ///   - shares: `[experts]`.
  ///   - outputs: `[experts, columns]`: what each expert makes of the token.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func mix<Number: BinaryFloatingPoint>(
    _ shares: [Number], outputs: [[Number]]
  ) -> [Number] {
    outputs[0].indices.map { column in
      shares.indices.reduce(0) { $0 + shares[$1] * outputs[$1][column] }
    }
  }
}
