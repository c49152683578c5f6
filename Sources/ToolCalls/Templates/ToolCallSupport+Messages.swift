public import Generation
public import JSON

extension ToolCallSupport {
  /// A conversation as a template reads it.
  public struct Rendering: Sendable, Hashable {
    /// The messages.
    public var messages: [JSONValue]
    /// The tools, if the template prints them itself.
    public var tools: [JSONValue]?
  }

  /// A conversation with tools, calls and results as the template reads it.
  ///
  /// A template that knows no tools gets a system text that describes them, calls as the text that
  /// the model wrote, and results as messages of the user. One that takes a single call in a
  /// message gets each call of several in a message of its own.
  ///
  /// - Throws: `ToolCallError` for schemas that are none, arguments that are no JSON object, and
  ///   calls that the syntax cannot write.
  public func render(
    _ messages: [Message], tools: [ToolDescription]
  ) throws(ToolCallError) -> Rendering {
    var names: [String: String] = [:]
    for call in messages.flatMap(\.toolCalls) { names[call.id] = call.name }
    var rendered: [RenderedMessage] = []
    for message in ordered(messages) {
      if onlyNullContent, !message.toolCalls.isEmpty, !message.content.isEmpty {
        // What the model said before its calls would take their place.
        let said = try object(Message(message.role, message.content), names: names)
        add(said, isResult: false, to: &rendered)
      }
      add(
        try object(message, names: names), isResult: message.role == .tool, to: &rendered)
    }
    var values = rendered.map(\.object)
    guard printsTools else {
      if !tools.isEmpty { describe(try instructions(for: tools), in: &values) }
      return Rendering(messages: values.map { .object($0) }, tools: nil)
    }
    var descriptions: [JSONValue] = []
    for tool in tools {
      let schema = try ToolCatalogue.schema(of: tool)
      descriptions.append(
        ToolMessages.tool(name: tool.name, summary: tool.summary, parameters: schema))
    }
    return Rendering(
      messages: values.map { .object($0) }, tools: tools.isEmpty ? nil : descriptions)
  }

  private func object(
    _ message: Message, names: [String: String]
  ) throws(ToolCallError) -> JSONObject {
    var object = JSONObject(["role": .string(message.role.rawValue)])
    object["content"] = .string(message.content)
    if let reasoning = message.reasoning { object["reasoning_content"] = .string(reasoning) }
    if message.role == .tool {
      let name = message.toolCallID.flatMap { names[$0] }
      if toolRole {
        if let id = message.toolCallID { object["tool_call_id"] = .string(fitting(id)) }
        if let name { object["name"] = .string(name) }
      } else {
        object["role"] = .string(Message.Role.user.rawValue)
        object["content"] = .string("Result of \(name ?? "the tool"):\n\(message.content)")
      }
    }
    guard !message.toolCalls.isEmpty else { return object }
    guard printsCalls else {
      let calls = try syntax.text(of: message.toolCalls)
      let text = message.content.isEmpty ? calls : message.content + "\n" + calls
      object["content"] = .string(text)
      return object
    }
    var calls: [JSONValue] = []
    for call in message.toolCalls {
      let arguments = try ToolCallSyntax.object(call)
      calls.append(
        ToolMessages.call(
          id: fitting(call.id), name: call.name,
          arguments: argumentsAreText ? .string(call.arguments) : .object(arguments)))
    }
    object["tool_calls"] = .array(calls)
    if onlyNullContent { object["content"] = .null }
    return object
  }

  /// An id as the template wants it: some refuse ids that another model's calls brought along.
  private func fitting(_ id: String) -> String {
    ToolCallIdentifiers.fitting(id, length: syntax.idLength)
  }

  // MARK: Templates without tools

  /// Puts the description of the tools above the conversation.
  private func describe(_ text: String, in messages: inout [JSONObject]) {
    let system = Message.Role.system.rawValue
    let role = systemRole ? system : Message.Role.user.rawValue
    if let first = messages.firstIndex(where: { $0["role"] == .string(role) }),
      let content = messages[first]["content"]?.string
    {
      // What the caller says stands last, where models heed it most.
      messages[first]["content"] = .string(text + "\n\n" + content)
    } else {
      let message = JSONObject(["role": .string(role), "content": .string(text)])
      messages.insert(message, at: 0)
    }
  }

  /// A text that tells a model what tools there are and how it calls them.
  func instructions(for tools: [ToolDescription]) throws(ToolCallError) -> String {
    var lines = ["You can use these tools, each described by a JSON object on a line of its own:"]
    for tool in tools {
      let description = JSONObject([
        "name": .string(tool.name), "description": .string(tool.summary),
        "parameters": .object(try ToolCatalogue.schema(of: tool)),
      ])
      lines.append(JSONValue.object(description).serialized)
    }
    let example = try syntax.text(of: [
      Message.ToolCall(
        id: "a1b2c3d4e", name: "tool", arguments: "{\"first\": \"text\", \"second\": 2}")
    ])
    lines += [
      "When a tool helps, answer with nothing but a call in this form, with the tool's own name and "
        + "arguments:",
      example,
      "You are then given the result. When no tool helps, answer in plain words.",
    ]
    return lines.joined(separator: "\n")
  }
}
