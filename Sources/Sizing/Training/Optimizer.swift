import ModelSpec

/// The rule that turns gradients into steps, and what it remembers of each parameter.
public enum Optimizer: String, Sendable, Hashable, CaseIterable {
  case sgd
  case sgdMomentum = "sgd-momentum"
  case adamW = "adamw"
  case adamW8bit = "adamw-8bit"
  case adafactor
  case lion
  case muon

  /// The state that an optimizer keeps between steps.
  public enum State: Sendable, Hashable {
    /// So many 32-bit numbers for each parameter.
    case moments(Int)
    /// So many 8-bit numbers for each parameter, and a 32-bit scale for each block of them.
    case quantizedMoments(Int, block: Int)
    /// A 32-bit number for each row and column of a matrix, one for each parameter of a vector.
    case factored
    /// One 32-bit number for each parameter of a layer's matrix; two for each of all else, which
    /// AdamW updates.
    case orthogonalized
  }

  /// The optimizer of this name, in any case; `_` and `-` are the same.
  public init?(name: String) {
    let key = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
    let aliases = ["adam": "adamw", "adamw8bit": "adamw-8bit", "momentum": "sgd-momentum"]
    self.init(rawValue: aliases[key] ?? key)
  }

  /// State kept between steps.
  public var state: State { traits.state }

  /// Publication of the method.
  public var source: String { traits.source }

  /// Bytes that it remembers of a parameter, or `nil` where that depends on the tensor's shape.
  public var stateBytesPerParameter: Double? {
    switch state {
    case .moments(let count): 4 * Double(count)
    case .quantizedMoments(let count, let block): Double(count) * (1 + 4 / Double(block))
    case .factored, .orthogonalized: nil
    }
  }

  private var traits: (state: State, source: String) {
    switch self {
    case .sgd: (.moments(0), "no state")
    case .sgdMomentum: (.moments(1), "one moment, 32 bits")
    case .adamW: (.moments(2), "arXiv 1711.05101")
    case .adamW8bit: (.quantizedMoments(2, block: 2048), "arXiv 2110.02861, section 2.1")
    case .adafactor: (.factored, "arXiv 1804.04235, section 3, without momentum")
    case .lion: (.moments(1), "arXiv 2302.06675")
    case .muon: (.orthogonalized, "arXiv 2502.16982, section 2.2")
    }
  }
}

extension Optimizer {
  /// Bytes that it remembers of a tensor.
  func stateBytes(role: TensorRole, shape: [Int]) -> ExactCount {
    let elements = shape.reduce(ExactCount(1)) { $0 * $1 }
    switch state {
    case .moments(let count): return elements * (4 * count)
    case .quantizedMoments(let count, let block):
      return (elements + elements.share(of: block) * 4) * count
    case .factored:
      guard shape.count >= 2 else { return elements * 4 }
      let matrices = shape.dropLast(2).reduce(ExactCount(1)) { $0 * $1 }
      let sides = ExactCount(shape[shape.count - 1]) + ExactCount(shape[shape.count - 2])
      return matrices * sides * 4
    case .orthogonalized:
      guard case .layer = role, shape.count >= 2 else { return elements * 8 }
      return elements * 4
    }
  }
}
