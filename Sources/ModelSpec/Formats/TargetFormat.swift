/// The format of a converted file's matrices.
public enum TargetFormat: Sendable, Hashable {
  /// One format for all matrices, where their rows fill its blocks.
  case uniform(StorageFormat)
  /// A base format, with more bits where errors cost most.
  case mixed(Mix)

  /// The mixes of llama.cpp that are known here.
  public enum Mix: String, Sendable, Hashable, CaseIterable {
    /// Q4_K; Q5_K for the first layers' values and down projections, Q6_K for the head.
    case q4Small = "Q4_K_S"
    /// Q4_K; Q6_K for the head and, in about half of the layers, for values and down projections.
    case q4Medium = "Q4_K_M"
    /// Q5_K; Q6_K for the head.
    case q5Small = "Q5_K_S"
    /// Q5_K; Q6_K for the head and, in about half of the layers, for values and down projections.
    case q5Medium = "Q5_K_M"

    /// The format of most matrices.
    public var base: StorageFormat { recipe.base }
  }

  /// Every format that can be written, plainest first: numbers, codes of a byte, narrower ones,
  /// then mixes.
  public static let all: [TargetFormat] = {
    let written = StorageFormat.allCases.filter(\.traits.isWritten)
    let numbers = written.filter { !$0.isQuantized }
    let blocks = written.filter(\.isQuantized)
    let ordered =
      numbers + blocks.filter { $0.traits.bits >= 8 } + blocks.filter { $0.traits.bits < 8 }
    return ordered.map(TargetFormat.uniform) + Mix.allCases.map(TargetFormat.mixed)
  }()

  /// The number that GGUF files give it in `general.file_type`.
  package var fileType: UInt32 {
    switch self {
    case .uniform(let format): format.traits.fileType
    case .mixed(let mix): mix.recipe.fileType
    }
  }

  /// The name that files and commands use, such as `Q4_K_M`.
  public var name: String {
    switch self {
    case .uniform(let format): format.name
    case .mixed(let mix): mix.rawValue
    }
  }

  /// The format of most matrices.
  public var base: StorageFormat {
    switch self {
    case .uniform(let format): format
    case .mixed(let mix): mix.base
    }
  }

  /// The target with this name, in any case (`q4_k_m`, `BF16`, `fp32`); `nil` for names that are
  /// not known and for formats that are read but not written.
  public init?(name: String) {
    if let mix = Mix.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
      self = .mixed(mix)
    } else if let format = StorageFormat(name: name), Self.all.contains(.uniform(format)) {
      self = .uniform(format)
    } else {
      return nil
    }
  }
}
