/// Limits on one rendering of a chat template; a template is untrusted code that came with a file.
public struct TemplateLimits: Sendable, Hashable {
  /// Evaluated nodes, plus work on strings and lists counted by their size.
  public var steps: Int
  /// Bytes of the finished text.
  public var outputBytes: Int
  /// Bytes of any one string on the way there.
  public var stringBytes: Int
  /// Elements of any one list.
  public var listElements: Int
  /// Levels of evaluation that may be open at once: nested tags, expressions and macro calls.
  ///
  /// Published templates need fewer than 60; a level takes up to 3 KB of stack in a release build.
  public var depth: Int
  /// Levels of lists and dictionaries inside each other.
  public var valueDepth: Int

  /// Bounds that every published template stays far below.
  public init(
    steps: Int = 8_000_000, outputBytes: Int = 16 << 20, stringBytes: Int = 16 << 20,
    listElements: Int = 1 << 20, depth: Int = 160, valueDepth: Int = 100
  ) {
    self.steps = steps
    self.outputBytes = outputBytes
    self.stringBytes = stringBytes
    self.listElements = listElements
    self.depth = depth
    self.valueDepth = valueDepth
  }
}
