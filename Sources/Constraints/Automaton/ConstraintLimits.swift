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
  public var spaceLimit = 40

  /// The usual bounds.
  public init() {}
}
