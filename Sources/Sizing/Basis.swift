/// The basis on which a figure is known.
public enum Basis: String, Sendable, Hashable, CaseIterable {
  /// Follows from the architecture alone.
  case exact
  /// Follows from a formula with assumptions.
  case modelled
  /// A model whose constants were measured on the machine.
  case calibrated
  /// Measured.
  case measured
}

extension Basis {
  /// Basis of a sum: modelled if any part is, then calibrated, measured, exact.
  static func leastCertain(_ parts: [Basis]) -> Basis {
    for basis in [Basis.modelled, .calibrated, .measured] where parts.contains(basis) {
      return basis
    }
    return .exact
  }
}
