/// The reason that a chat template could not be read or rendered, and the line of it.
public struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of failure that a caller may want to tell apart.
  public enum Kind: Sendable, Hashable {
    /// The template is not well formed, or uses a tag that does not exist here.
    case syntax
    /// Evaluation failed: an undefined value was used, an operation does not fit its operands.
    case evaluation
    /// The template itself refused the conversation by calling `raise_exception`.
    case raised
    /// A bound of `TemplateLimits` was reached.
    case limit
  }

  /// Kind of the failure.
  public var kind: Kind
  /// The line of the template, counted from 1.
  public var line: Int
  /// Text for a user on what is wrong.
  public var problem: String

  /// The line and the problem, for a user.
  public var description: String { "chat template, line \(line): \(problem)" }
}
