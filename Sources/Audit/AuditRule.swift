/// A profile's requirement of one thing.
public struct AuditRule: Sendable, Hashable {
  /// The source of a requirement.
  public enum Source: String, Sendable, Hashable {
    /// The guide to hardware for training large models.
    case guide = "guide to hardware for training"
    /// The needs of Carat, to run a model well.
    case carat = "what Carat uses"
  }

  /// Thing that is checked.
  public var check: AuditCheck.ID
  /// The same in words.
  public var title: String
  /// The least that is required: a count, bytes, or bits per second; `nil` where it is no number.
  public var minimum: Int?
  /// Requirement in words.
  public var required: String
  /// Source of the requirement.
  public var source: Source
  /// Advice where it is not met or cannot be read.
  public var advice: String

  init(
    _ check: AuditCheck.ID, _ title: String, minimum: Int? = nil, _ required: String,
    _ source: Source, advice: String
  ) {
    self.check = check
    self.title = title
    self.minimum = minimum
    self.required = required
    self.source = source
    self.advice = advice
  }
}
