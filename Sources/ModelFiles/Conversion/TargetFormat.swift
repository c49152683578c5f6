public import ModelSpec

/// What a converted file's matrices are stored in.
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
    public var base: StorageFormat {
      switch self {
      case .q4Small, .q4Medium: .q4_k
      case .q5Small, .q5Medium: .q5_k
      }
    }
  }

  /// Every format that can be written, plainest first.
  public static let all: [TargetFormat] =
    [.f32, .f16, .bf16, .q8_0, .q4_0, .q4_1, .q5_0, .q5_1, .q4_k, .q5_k, .q6_k]
    .map(TargetFormat.uniform) + Mix.allCases.map(TargetFormat.mixed)

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

  /// The target with this name, in any case (`q4_k_m`, `BF16`, `fp32`).
  ///
  /// - Throws: `ConversionError` for a name that is not known, and for formats that are read but not written.
  public init(name: String) throws(ConversionError) {
    let known = Self.all.map(\.name).joined(separator: ", ")
    if let mix = Mix.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
      self = .mixed(mix)
    } else if let format = StorageFormat(name: name) {
      guard Self.all.contains(.uniform(format)) else {
        throw ConversionError(
          "\(format.name) is read but not written; formats that are written are \(known)")
      }
      self = .uniform(format)
    } else {
      throw ConversionError("\(quoted(name)) is no format that is written; those are \(known)")
    }
  }

  /// The number that GGUF files give it in `general.file_type`.
  var fileType: UInt32 {
    switch self {
    case .uniform(.f32): 0
    case .uniform(.f16): 1
    case .uniform(.q4_0): 2
    case .uniform(.q4_1): 3
    case .uniform(.q8_0): 7
    case .uniform(.q5_0): 8
    case .uniform(.q5_1): 9
    case .uniform(.q2_k): 10
    case .uniform(.q3_k): 11
    case .uniform(.q4_k), .mixed(.q4Small): 14
    case .mixed(.q4Medium): 15
    case .uniform(.q5_k), .mixed(.q5Small): 16
    case .mixed(.q5Medium): 17
    case .uniform(.q6_k): 18
    case .uniform(.bf16): 32
    }
  }
}

/// Why a model cannot be converted.
public struct ConversionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What, expected, got, what to do next.
  public var description: String

  /// An error with this message.
  public init(_ description: String) { self.description = description }
}
