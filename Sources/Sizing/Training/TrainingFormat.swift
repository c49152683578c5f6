/// A plain number that training computes with or keeps.
public enum TrainingFormat: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary32.
  case fp32
  /// The upper half of a binary32.
  case bf16
  /// IEEE binary16.
  case fp16

  /// Bytes of one number.
  public var bytes: Int { self == .fp32 ? 4 : 2 }
}

/// The formats in which a parameter is kept while it is trained.
public struct TrainingPrecision: Sendable, Hashable {
  /// The weights that forward and backward read, and the activations.
  public var weights: TrainingFormat
  /// Gradients.
  public var gradients: TrainingFormat
  /// The copy that the optimizer adds its steps to, or `nil` if it updates the weights themselves.
  public var master: TrainingFormat?

  /// A choice of formats.
  public init(weights: TrainingFormat, gradients: TrainingFormat, master: TrainingFormat?) {
    self.weights = weights
    self.gradients = gradients
    self.master = master
  }

  /// 4 + 4 bytes, no copy.
  public static let fp32 = Self(weights: .fp32, gradients: .fp32, master: nil)
  /// 2 + 2 + 4 bytes; with AdamW's 8, ZeRO's K = 12 (arXiv 1910.02054, section 3.1).
  public static let mixedBF16 = Self(weights: .bf16, gradients: .bf16, master: .fp32)
  /// 2 + 2 + 4 bytes with binary16 (arXiv 1710.03740).
  public static let mixedFP16 = Self(weights: .fp16, gradients: .fp16, master: .fp32)
  /// 2 + 4 + 4 bytes: gradients add up in 32 bits, as Megatron-LM does; with AdamW 18 bytes
  /// a parameter.
  public static let mixedBF16WithFP32Gradients = Self(
    weights: .bf16, gradients: .fp32, master: .fp32)
  /// 2 + 2 bytes, no copy; small steps are lost to rounding.
  public static let pureBF16 = Self(weights: .bf16, gradients: .bf16, master: nil)

  /// The names that `init(name:)` knows.
  public static let names: [String: Self] = [
    "fp32": .fp32, "bf16": .mixedBF16, "mixed-bf16": .mixedBF16, "fp16": .mixedFP16,
    "mixed-fp16": .mixedFP16, "megatron": .mixedBF16WithFP32Gradients, "pure-bf16": .pureBF16,
  ]

  /// The choice of this name, in any case: `fp32`, `bf16`, `fp16`, `megatron`, `pure-bf16`.
  public init?(name: String) {
    guard let known = Self.names[name.lowercased()] else { return nil }
    self = known
  }

  /// Bytes of a trained parameter without the optimizer's state.
  public var bytesPerParameter: Int { weights.bytes + gradients.bytes + (master?.bytes ?? 0) }
}
