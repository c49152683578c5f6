public import ModelSpec

extension TargetFormat {
  /// The target with this name, in any case (`q4_k_m`, `BF16`, `fp32`).
  ///
  /// - Throws: `ConversionError` for a name that is not known, and for formats that are read but not written.
  public init(written name: String) throws(ConversionError) {
    guard let target = TargetFormat(name: name) else {
      let known = Self.all.map(\.name).joined(separator: ", ")
      guard let format = Self.readOnly(name) else {
        throw ConversionError("\(quoted(name)) is no format that is written; those are \(known)")
      }
      throw ConversionError("\(format.name) can be read, not written; choose one of \(known)")
    }
    self = target
  }

  /// The format that a name, or the name of a mix of other programs (`Q3_K_M`), stands for.
  private static func readOnly(_ name: String) -> StorageFormat? {
    if let format = StorageFormat(name: name) { return format }
    guard let sizes = name.lastIndex(of: "_"), name[sizes...].dropFirst().count <= 2,
      let format = StorageFormat(name: String(name[..<sizes])), !all.contains(.uniform(format))
    else { return nil }
    return format
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
  /// Whether what was asked for is wrong, whatever lies on the disk.
  public var isWrongRequest = false
  /// Whether the same request with leave to replace files that are there would be done.
  public var isCuredByReplacing = false

  /// An error with this message.
  public init(_ description: String) { self.description = description }

  /// An error in what was asked for.
  static func wrongRequest(_ description: String) -> ConversionError {
    var error = ConversionError(description)
    error.isWrongRequest = true
    return error
  }

  /// An error about files that are there already.
  static func taken(_ description: String) -> ConversionError {
    var error = ConversionError(description)
    error.isCuredByReplacing = true
    return error
  }
}
