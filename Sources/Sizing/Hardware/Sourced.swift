/// The provenance of a figure of the hardware table.
public enum Provenance: String, Sendable, Hashable, CaseIterable {
  /// Read in the named source.
  case seen
  /// Derived from figures that were read; the source says how.
  case computed
  /// General knowledge of the trade; the named source was not read again for this figure.
  case general
  /// Measured on the machine itself.
  case measured
  /// Given by the user.
  case given
}

/// A figure together with where it comes from.
public struct Sourced<Value: Sendable & Hashable>: Sendable, Hashable {
  /// The figure.
  public var value: Value
  /// Provenance of the value.
  public var provenance: Provenance
  /// Place where the value stands, or its derivation.
  public var source: String

  /// A figure and its source.
  public init(_ value: Value, _ provenance: Provenance, _ source: String) {
    self.value = value
    self.provenance = provenance
    self.source = source
  }

  /// The same source for a figure in other units.
  func map<Other>(_ transform: (Value) -> Other) -> Sourced<Other> {
    Sourced<Other>(transform(value), provenance, source)
  }
}

extension Sourced {
  /// A figure that was read in the source.
  static func seen(_ value: Value, _ source: String) -> Sourced {
    Sourced(value, .seen, source)
  }

  /// A figure derived as the text says.
  static func computed(_ value: Value, _ how: String) -> Sourced {
    Sourced(value, .computed, how)
  }

  /// A figure generally known, not read again.
  static func general(_ value: Value, _ about: String) -> Sourced {
    Sourced(value, .general, about)
  }
}
