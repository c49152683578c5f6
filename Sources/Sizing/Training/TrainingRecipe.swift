public import ModelSpec

/// The part of the forward pass that is kept for the backward pass.
public enum RecomputeLevel: String, Sendable, Hashable, CaseIterable {
  /// Everything; nothing is computed twice.
  case none
  /// All but the scores of attention, which are computed again (arXiv 2205.05198, section 5).
  case selective
  /// Only each layer's input; every layer is computed twice.
  case full

  /// The level of this name, in any case.
  public init?(name: String) { self.init(rawValue: name.lowercased()) }
}

/// A way of computing attention.
public enum AttentionImplementation: String, Sendable, Hashable, CaseIterable {
  /// In tiles that never leave the chip; a log-sum-exp for each row is kept (arXiv 2205.14135).
  case fused
  /// Scores of all pairs are written to memory.
  case materialized

  /// The implementation of this name, in any case; `flash` and `eager` are known too.
  public init?(name: String) {
    let aliases = ["flash": "fused", "eager": "materialized", "materialised": "materialized"]
    self.init(rawValue: aliases[name.lowercased()] ?? name.lowercased())
  }
}

/// A way of computing the loss from logits.
public enum LossImplementation: String, Sendable, Hashable, CaseIterable {
  /// Logits in the compute format, their log-probabilities and the gradient in 32 bits.
  case separate
  /// One 32-bit array that is overwritten, as Megatron-LM does.
  case inPlace
}

/// The training of a model, as far as it changes what it takes.
public struct TrainingRecipe: Sendable, Hashable {
  /// Parameters that are trained.
  public var method: TrainingMethod = .full
  /// The rule for steps.
  public var optimizer: Optimizer = .adamW
  /// Formats in which parameters are kept.
  public var precision: TrainingPrecision = .mixedBF16
  /// Part of the forward pass that is kept for the backward pass.
  public var recompute: RecomputeLevel = .selective
  /// Way of computing attention.
  public var attention: AttentionImplementation = .fused
  /// Way of computing the loss.
  public var loss: LossImplementation = .separate
  /// Tells whether dropout masks are kept, a byte a value, after embedding, attention
  /// and feed-forward.
  public var hasDropout = false
  /// Tokens of one sequence.
  public var sequence: Int
  /// Sequences of one pass through a device.
  public var microBatch = 1
  /// Micro-batches of one optimizer step; as many as there are pipeline stages if `nil`.
  public var gradientAccumulation: Int?
  /// Tensors that replicas divide.
  public var zero: ZeroStage = .none
  /// Division of the work among devices.
  public var layout = ParallelLayout()

  /// Full training with AdamW in mixed bf16, fused attention, one sequence at a time on one device.
  public init(sequence: Int) { self.sequence = sequence }

  /// The plan's defaults for a model: sequences of its context, at most 4,096 tokens; dropout for
  /// GPT-2's family only, which was trained with it.
  public init(standardFor spec: ModelSpec) {
    self.init(sequence: min(spec.contextLength, 4096))
    hasDropout = spec.architecture == .gpt2
  }

  /// Micro-batches of one optimizer step.
  public var microBatches: Int { gradientAccumulation ?? layout.pipeline }

  /// Tokens of one optimizer step over all replicas; beyond 64 bits `Double` rounds.
  public var tokensPerStep: Double {
    Double(sequence) * Double(microBatch) * Double(microBatches) * Double(layout.data)
  }
}
