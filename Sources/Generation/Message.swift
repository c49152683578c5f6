/// One turn of a conversation.
public struct Message: Sendable, Hashable, Codable {
  /// The speaker of a message.
  public enum Role: String, Sendable, Hashable, Codable {
    /// Instructions that stand above the conversation.
    case system
    /// The person, or the program, that asks.
    case user
    /// The model.
    case assistant
    /// The result of a tool that the model called.
    case tool
  }

  /// A call of a tool that the model asked for.
  public struct ToolCall: Sendable, Hashable, Codable {
    /// Tells calls of one turn apart.
    public var id: String
    /// The tool.
    public var name: String
    /// Its arguments, a JSON object as text.
    public var arguments: String

    /// A call of `name` with a JSON object of arguments.
    public init(id: String, name: String, arguments: String) {
      self.id = id
      self.name = name
      self.arguments = arguments
    }
  }

  /// Speaker of the message.
  public var role: Role
  /// Text that is said.
  public var content: String
  /// Thoughts of the model before it spoke, where they are shown apart.
  public var reasoning: String?
  /// Tools that an assistant's turn calls.
  public var toolCalls: [ToolCall]
  /// The call that a tool's turn answers.
  public var toolCallID: String?

  /// A turn of `role`.
  public init(
    _ role: Role, _ content: String, reasoning: String? = nil, toolCalls: [ToolCall] = [],
    toolCallID: String? = nil
  ) {
    self.role = role
    self.content = content
    self.reasoning = reasoning
    self.toolCalls = toolCalls
    self.toolCallID = toolCallID
  }
}
