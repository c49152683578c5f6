extension Reference {
  /// RMSNorm (arXiv 1910.07467, equation 4): `x / sqrt(mean(x²) + ε) * weight`.
  ///
  /// - Parameters:
  ///   - x: `[columns]`, one row.
  ///   - weight: `[columns]`.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func rmsNorm<Number: BinaryFloatingPoint>(
    _ x: [Number], weight: [Number], epsilon: Number
  ) -> [Number] {
    let root = (dot(x, x) / Number(x.count) + epsilon).squareRoot()
    return x.indices.map { x[$0] / root * weight[$0] }
  }

  /// LayerNorm (arXiv 1607.06450, equation 3): `(x - mean) / sqrt(variance + ε) * weight + bias`.
  ///
  /// - Parameters:
  ///   - x: `[columns]`, one row.
  ///   - weight: `[columns]`; `bias` alike, or `nil`.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func layerNorm<Number: BinaryFloatingPoint>(
    _ x: [Number], weight: [Number], bias: [Number]?, epsilon: Number
  ) -> [Number] {
    let mean = x.reduce(0, +) / Number(x.count)
    let centred = x.map { $0 - mean }
    let root = (dot(centred, centred) / Number(x.count) + epsilon).squareRoot()
    return x.indices.map { centred[$0] / root * weight[$0] + (bias?[$0] ?? 0) }
  }
}
