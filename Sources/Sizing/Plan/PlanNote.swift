/// Something that a reader of a plan should know.
public struct PlanNote: Sendable, Hashable, CustomStringConvertible {
  /// A request to make instead, which each surface has words of its own for.
  public enum Remedy: Sendable, Hashable {
    /// A longer context.
    case longerContext
    /// The list of all layouts that fit.
    case otherLayouts
  }

  /// Text of the note; where there is a remedy, without the point at its end.
  public var text: String
  /// Request to make instead, or `nil`.
  public var remedy: Remedy?

  /// A note.
  public init(_ text: String, remedy: Remedy? = nil) {
    self.text = text
    self.remedy = remedy
  }

  /// The note without its remedy.
  public var description: String { remedy == nil ? text : text + "." }
}
