/// A rule on whether a model may, must or must not call a tool.
public enum ToolChoice: Sendable, Hashable {
  /// The model decides.
  case auto
  /// No tool is called.
  case none
  /// At least one tool is called.
  case required
  /// This tool is called.
  case named(String)
}
