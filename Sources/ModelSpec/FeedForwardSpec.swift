/// The second sub-layer: one network for all tokens, or several of which a router picks some for
/// each token.
public enum FeedForwardSpec: Sendable, Hashable {
  /// One network.
  case dense(DenseSpec)
  /// A sparse mixture of experts (arXiv 1701.06538).
  case mixture(MixtureSpec)

  /// The router and its experts, or `nil` if there is one network.
  public var experts: MixtureSpec? {
    if case .mixture(let mixture) = self { mixture } else { nil }
  }

  /// The one network, or `nil` if there are several.
  public var network: DenseSpec? {
    if case .dense(let dense) = self { dense } else { nil }
  }
}

/// `down(activation(gate(x)) * up(x))` if gated (arXiv 2002.05202), `down(activation(up(x)))`
/// if not.
public struct DenseSpec: Sendable, Hashable {
  /// Width between up and down.
  public var hiddenDimension: Int
  /// The nonlinearity.
  public var activation: Activation
  /// Tells whether a second projection is multiplied with the activated one.
  public var isGated: Bool
  /// Projections that have biases.
  public var biases: Biases

  /// Projections of a feed-forward network that a bias is added to.
  public struct Biases: OptionSet, Sendable, Hashable {
    /// One bit for each projection.
    public let rawValue: UInt8

    /// A set of these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The gate.
    public static let gate = Biases(rawValue: 1)
    /// The projection to the hidden width.
    public static let up = Biases(rawValue: 2)
    /// The projection back to the stream.
    public static let down = Biases(rawValue: 4)

    /// Those of all projections that there are.
    package static func all(isGated: Bool) -> Biases {
      isGated ? [.gate, .up, .down] : [.up, .down]
    }
  }

  /// A feed-forward network of this width; all its projections have biases, or none.
  public init(
    hiddenDimension: Int, activation: Activation, isGated: Bool = true, hasBias: Bool = false
  ) {
    self.hiddenDimension = hiddenDimension
    self.activation = activation
    self.isGated = isGated
    biases = hasBias ? .all(isGated: isGated) : []
  }
}

/// A router and its experts.
public struct MixtureSpec: Sendable, Hashable {
  /// Experts in the layer.
  public var expertCount: Int
  /// Experts that work on a token.
  public var expertsPerToken: Int
  /// The shape of each expert.
  public var expert: DenseSpec
  /// Tells whether the chosen experts' shares are scaled to add up to one (Mixtral) or
  /// not (Grok-1).
  public var renormalizesShares: Bool
  /// A network that works on every token beside the chosen experts, or `nil`; several are as one of
  /// their summed width.
  public var sharedExpert: DenseSpec?
  /// Tells whether the shared expert's output is weighted by a gate of its own (Qwen2-MoE).
  public var hasSharedGate: Bool
  /// Tells whether a bias for each expert shifts which are chosen, but not their
  /// shares (DeepSeek-V3).
  public var hasSelectionBias: Bool

  /// A mixture of equal experts.
  public init(
    expertCount: Int, expertsPerToken: Int, expert: DenseSpec, renormalizesShares: Bool,
    sharedExpert: DenseSpec? = nil, hasSharedGate: Bool = false, hasSelectionBias: Bool = false
  ) {
    self.expertCount = expertCount
    self.expertsPerToken = expertsPerToken
    self.expert = expert
    self.renormalizesShares = renormalizesShares
    self.sharedExpert = sharedExpert
    self.hasSharedGate = hasSharedGate
    self.hasSelectionBias = hasSelectionBias
  }
}

/// A pointwise nonlinearity.
public enum Activation: String, Sendable, Hashable, Codable {
  /// x * sigmoid(x).
  case silu
  /// GELU by its tanh approximation (arXiv 1606.08415, section 2).
  case geluTanh
  /// GELU by the error function.
  case gelu
  /// max(x, 0).
  case relu
  /// x * sigmoid(1.702 x).
  case geluSigmoid
}
