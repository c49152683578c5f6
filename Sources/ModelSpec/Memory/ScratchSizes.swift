/// Memory that one kind of operation works in.
public struct ScratchSize: Sendable, Hashable {
  /// Bytes that are allocated.
  public var bytes: Int
  /// Contents, such as `partial attention`.
  public var contents: String
  /// The product or sum that the bytes come from, with numbers filled in.
  public var formula: String

  /// A size and where it comes from.
  public init(bytes: Int, contents: String, formula: String) {
    self.bytes = bytes
    self.contents = contents
    self.formula = formula
  }
}

/// The bytes of a device's scratch: what the device allocates by, and what a plan predicts by
/// without one.
public protocol ScratchSizes: Sendable {
  /// Products of at most `rows` rows of at most `columns` values.
  func projection(rows: Int, columns: Int) -> ScratchSize

  /// Attention of these heads, or narrower ones, over at most `context` positions.
  func attention(_ attention: AttentionSpec, context: Int) -> ScratchSize

  /// The angles by which at most `rows` rows of `pairs` pairs turn.
  func rotary(rows: Int, pairs: Int) -> ScratchSize

  /// The routes of at most `rows` rows to `perToken` of `experts` experts each.
  func routes(rows: Int, experts: Int, perToken: Int) -> ScratchSize
}
