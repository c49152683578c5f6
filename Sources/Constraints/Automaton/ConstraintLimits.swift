/// Bounds on what a constraint may cost.
///
/// Beyond them there is an error, never a hang.
public struct ConstraintLimits: Sendable, Hashable {
  /// The greatest number of ways to read an answer at one time.
  public var ambiguityLimit = 4096
  /// The greatest number of states that an automaton makes.
  public var stateLimit = 1 << 18
  /// The greatest number of stacks that an automaton makes.
  public var stackLimit = 1 << 22
  /// The greatest number of characters of white space between two tokens of JSON.
  ///
  /// Of them one is a line break at most, the first or the second one.
  public var spaceLimit = 40

  /// The usual bounds.
  public init() {}

  /// The number of characters of white space after one more, `nil` where it may not come.
  func spaces(_ count: Int, after byte: UInt8) -> Int? {
    guard count < spaceLimit else { return nil }
    guard byte == 0x0A || byte == 0x0D else { return count + 1 }
    guard count <= 1 else { return nil }
    return byte == 0x0A ? 2 : count + 1
  }
}
