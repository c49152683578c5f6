/// A decoder-only transformer: its dimensions and the choices that its authors made.
///
/// A spec is a pure value. Everything that Carat computes about a model without running it
/// (parameters, bytes, cache) and everything that the transformer needs to run it follows from this
/// value and the weights.
public struct ModelSpec: Sendable, Hashable {
  /// A name for people, such as `gemma-2b`.
  public var name: String
  /// The kind of model.
  public var architecture: Architecture
  /// Rows of the token embedding.
  public var vocabularySize: Int
  /// Width of the residual stream, `d_model`.
  public var modelDimension: Int
  /// Positions that the model was made for.
  public var contextLength: Int
  /// Way in for tokens.
  public var embedding: EmbeddingSpec
  /// The layers, first to last.
  public var layers: [LayerSpec]
  /// The norm before the head.
  public var finalNorm: NormSpec
  /// Way out for logits.
  public var head: HeadSpec
  /// Modules beside the decoder that guess more than the next token (DeepSeek-V3), stored in files
  /// but not needed to run.
  public var predictionModules = 0
  /// The tower that turns images into embeddings, where the model has one.
  public var vision: VisionSpec?

  /// Puts a spec together; `validate()` tells whether it makes sense.
  public init(
    name: String, architecture: Architecture, vocabularySize: Int, modelDimension: Int,
    contextLength: Int, embedding: EmbeddingSpec = EmbeddingSpec(), layers: [LayerSpec],
    finalNorm: NormSpec, head: HeadSpec
  ) {
    self.name = name
    self.architecture = architecture
    self.vocabularySize = vocabularySize
    self.modelDimension = modelDimension
    self.contextLength = contextLength
    self.embedding = embedding
    self.layers = layers
    self.finalNorm = finalNorm
    self.head = head
  }
}

/// The step from token ids to vectors.
public struct EmbeddingSpec: Sendable, Hashable {
  /// Factor on the embedding row (Gemma: the square root of the width; Grok-1: 78.38), 1 elsewhere.
  public var multiplier: Double
  /// Rows of a learned position table (GPT-2), or `nil`.
  public var learnedPositions: Int?

  /// An embedding with an optional factor and position table.
  public init(multiplier: Double = 1, learnedPositions: Int? = nil) {
    self.multiplier = multiplier
    self.learnedPositions = learnedPositions
  }
}

/// The step from the last hidden state to logits.
public struct HeadSpec: Sendable, Hashable {
  /// Tells whether the head is the token embedding itself.
  public var isTied: Bool
  /// Factor on the logits (Grok-1: 0.577), 1 elsewhere.
  public var multiplier: Double
  /// Logits become `cap * tanh(logit / cap)`, or `nil`.
  public var softcap: Double?
  /// Tells whether the head has a bias for each token (Phi-1 and 2).
  public var hasBias: Bool

  /// A head, tied or not.
  public init(
    isTied: Bool, multiplier: Double = 1, softcap: Double? = nil, hasBias: Bool = false
  ) {
    self.isTied = isTied
    self.multiplier = multiplier
    self.softcap = softcap
    self.hasBias = hasBias
  }
}

/// A normalisation of rows.
public struct NormSpec: Sendable, Hashable {
  /// The formula.
  public enum Kind: Sendable, Hashable {
    /// Root mean square (arXiv 1910.07467): a factor for each column.
    case rms
    /// LayerNorm (arXiv 1607.06450): a factor and a bias for each column.
    case layer
  }

  /// The formula.
  public var kind: Kind
  /// Added to the variance before the root.
  public var epsilon: Double

  /// A norm of this kind.
  public init(_ kind: Kind, epsilon: Double) {
    self.kind = kind
    self.epsilon = epsilon
  }
}

/// One transformer layer: attention, then a feed-forward part, each added to the residual stream.
public struct LayerSpec: Sendable, Hashable {
  /// The places of norms around a sub-layer.
  public enum NormPlacement: Sendable, Hashable {
    /// On the input of each sub-layer.
    case before
    /// On the input and, before it is added to the residual, on the output (Gemma 2 and 3, Grok-1).
    case beforeAndAfter
    /// One norm whose output both sub-layers read, and whose sum is added (Phi-1 and 2).
    case shared
  }

  /// The attention sub-layer.
  public var attention: AttentionSpec
  /// The feed-forward sub-layer.
  public var feedForward: FeedForwardSpec
  /// The norms around both.
  public var norm: NormSpec
  /// Places of those norms.
  public var normPlacement: NormPlacement

  /// A layer of these parts.
  public init(
    attention: AttentionSpec, feedForward: FeedForwardSpec, norm: NormSpec,
    normPlacement: NormPlacement = .before
  ) {
    self.attention = attention
    self.feedForward = feedForward
    self.norm = norm
    self.normPlacement = normPlacement
  }
}
