package import ModelSpec

extension Reference {
  /// A pointwise nonlinearity.
  ///
  /// SiLU and GELU are those of arXiv 1606.08415 (section 2): `x σ(x)`, `x Φ(x)`, and for the
  /// latter the approximations `½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))` and `x σ(1.702 x)`.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func activate<Number: BinaryFloatingPoint>(
    _ x: Number, _ activation: Activation
  ) -> Number {
    let value = Double(x)
    let result: Double =
      switch activation {
      case .silu: value / (1 + exponential(-value))
      case .geluSigmoid: value / (1 + exponential(-1.702 * value))
      case .gelu: 0.5 * value * (1 + errorFunction(value / 2.0.squareRoot()))
      case .geluTanh:
        0.5 * value
          * (1
            + hyperbolicTangent(
              (2 / Double.pi).squareRoot() * (value + 0.044715 * value * value * value)))
      case .relu: max(value, 0)
      }
    return Number(result)
  }

  /// `activation(gate) * up` (arXiv 2002.05202, section 2), or `activation(gate)` without `up`.
  ///
  /// - Parameter gate: `[columns]`, one row; `up` alike.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func gate<Number: BinaryFloatingPoint>(
    _ gate: [Number], _ activation: Activation, up: [Number]? = nil
  ) -> [Number] {
    gate.indices.map { activate(gate[$0], activation) * (up?[$0] ?? 1) }
  }

  /// `cap * tanh(x / cap)` (arXiv 2408.00118, section 2).
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func softcap<Number: BinaryFloatingPoint>(_ x: Number, cap: Number) -> Number {
    cap * Number(hyperbolicTangent(Double(x / cap)))
  }
}
