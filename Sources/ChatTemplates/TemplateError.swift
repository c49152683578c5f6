/// Why a chat template could not be read or rendered, and at which of its lines.
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

  /// What kind of failure this is.
  public var kind: Kind
  /// The line of the template, counted from 1.
  public var line: Int
  /// What is wrong, for a user.
  public var problem: String

  /// Where and what, for a user.
  public var description: String { "chat template, line \(line): \(problem)" }
}
