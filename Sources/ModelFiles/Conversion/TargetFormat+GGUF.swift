public import ModelSpec

extension TargetFormat {
  /// The target with this name, in any case (`q4_k_m`, `BF16`, `fp32`).
  ///
  /// - Throws: `ConversionError` for a name that is not known, and for formats that are read but
  ///   not written.
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
}

/// The reason that a model cannot be converted.
public struct ConversionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The problem, the thing expected, the thing got, and what to do next.
  public var description: String
  /// Tells whether what was asked for is wrong, whatever lies on the disk.
  public var isWrongRequest = false
  /// Tells whether the same request with leave to replace files that are there would be done.
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
