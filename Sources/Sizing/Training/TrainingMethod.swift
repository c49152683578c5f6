public import ModelSpec

/// The parameters that are trained.
public enum TrainingMethod: Sendable, Hashable {
  /// All.
  case full
  /// Low-rank adapters beside frozen weights (arXiv 2106.09685); the base in this format, or in the
  /// recipe's if `nil`.
  case lora(LowRankSpec, base: StorageFormat?)
  /// Low-rank adapters beside matrices in 4-bit NormalFloat with double quantisation
  /// (arXiv 2305.14314).
  case qlora(LowRankSpec)

  /// The adapters, or `nil`.
  public var adapters: LowRankSpec? {
    switch self {
    case .full: nil
    case .lora(let spec, _), .qlora(let spec): spec
    }
  }

  /// The name that the command line uses.
  public var name: String {
    switch self {
    case .full: "full"
    case .lora: "lora"
    case .qlora: "qlora"
    }
  }

  /// The method of this name: `full`, `lora` or `qlora`, in any case.
  public init?(name: String, adapters: LowRankSpec = LowRankSpec()) {
    switch name.lowercased() {
    case "full": self = .full
    case "lora": self = .lora(adapters, base: nil)
    case "qlora": self = .qlora(adapters)
    default: return nil
    }
  }
}

/// Adapters of a frozen model: `x A B` is added to the output of each target.
public struct LowRankSpec: Sendable, Hashable {
  /// A matrix that can have an adapter.
  public enum Target: String, Sendable, Hashable, CaseIterable {
    case query = "q_proj"
    case key = "k_proj"
    case value = "v_proj"
    case output = "o_proj"
    case gate = "gate_proj"
    case up = "up_proj"
    case down = "down_proj"

    /// The target of this name: `q_proj` or `query`, and so on.
    public init?(name: String) {
      let wanted = name.lowercased()
      guard let match = Self.allCases.first(where: { $0.rawValue == wanted || "\($0)" == wanted })
      else { return nil }
      self = match
    }
  }

  /// Columns of A and rows of B.
  public var rank: Int
  /// The matrices that have adapters.
  public var targets: Set<Target>

  /// Adapters of a rank, 16 unless told; on all matrices of a layer unless told.
  public init(rank: Int = 16, targets: Set<Target> = Set(Target.allCases)) {
    self.rank = rank
    self.targets = targets
  }
}

extension LowRankSpec.Target {
  /// The target that a tensor of a layer belongs to, or `nil`.
  init?(_ tensor: LayerTensor) {
    switch tensor {
    case .query, .queryUp, .queryDown: self = .query
    case .key: self = .key
    case .value, .keyValueUp, .keyValueDown: self = .value
    case .attentionOutput: self = .output
    case .gate, .expertGate, .sharedGate: self = .gate
    case .up, .expertUp, .sharedUp: self = .up
    case .down, .expertDown, .sharedDown: self = .down
    default: return nil
    }
  }
}

/// Storage of 4-bit NormalFloat with double quantisation (arXiv 2305.14314, section 3): 4 bits a
/// value, an 8-bit scale for 64 values, a 32-bit scale for 256 of those.
enum NormalFloat {
  /// Mean bits of a value, 4.127.
  static let bitsPerElement = 4 + 8.0 / 64 + 32.0 / (64 * 256)

  static func bytes(_ elements: ExactCount) -> ExactCount {
    elements.share(of: 2) + elements.share(of: 64) + elements.share(of: 64 * 256) * 4
  }
}
