/// Something that was read of a machine, or that could not be.
public struct Fact<Value: Sendable & Hashable>: Sendable, Hashable {
  /// Value that was read; `nil` is unknown, and never stands for zero or none.
  public var value: Value?
  /// Place where it was read or looked for: a path below the root, or the name of a library.
  public var source: String

  /// Records the value read at a source; `nil` if it could not be.
  public init(_ value: Value?, from source: String) {
    self.value = value
    self.source = source
  }

  /// Something that could not be read where it was looked for.
  public static func unknown(from source: String) -> Fact { Fact(nil, from: source) }
}
