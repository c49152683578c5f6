/// A stretch of rendered text that has one origin.
///
/// Special tokens may be recognised only where they lie wholly inside text of the template: a user
/// who types `<|im_end|>` sends those ten characters, not the token. Neighbouring segments belong
/// to one text, so a tokenizer cuts the text at the special tokens it finds, and only there.
public struct TemplateSegment: Sendable, Hashable {
  /// The author of a piece of text.
  public enum Origin: UInt8, Sendable, Hashable {
    /// The template, the special tokens given to it, or a role name.
    case template
    /// A message, a tool, or anything else that a request brings.
    case message

    var opposite: Origin { self == .template ? .message : .template }
  }

  /// The text, never empty in a rendering.
  public var text: String
  /// Author of the text.
  public var origin: Origin

  /// A segment of text with its origin.
  public init(text: String, origin: Origin) {
    self.text = text
    self.origin = origin
  }
}
