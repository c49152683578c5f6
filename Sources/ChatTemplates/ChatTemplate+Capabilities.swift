public import JSON

extension ChatTemplate {
  /// A template's support for the parts of a conversation that not every model knows.
  public struct Capabilities: Sendable, Hashable {
    /// Tells whether a system message is printed rather than refused or dropped.
    public var systemRole: Bool
    /// Tells whether descriptions of tools are printed.
    public var tools: Bool
    /// Tells whether the option `enable_thinking` changes the text.
    public var thinkingSwitch: Bool
  }

  /// Finds out what the template supports by rendering small conversations; a refusal counts as no.
  ///
  /// - Parameter variables: The special tokens, as for `render`; some templates fail without them.
  public func capabilities(variables: JSONObject = JSONObject()) -> Capabilities {
    func rendered(
      _ messages: [JSONValue], tools: [JSONValue]? = nil, thinking: Bool? = nil
    ) -> String? {
      var options = JSONObject()
      options["enable_thinking"] = thinking.map { .bool($0) }
      return try? render(
        messages: messages, tools: tools, variables: variables, options: options,
        now: TemplateDate(year: 2000, month: 1, day: 1), limits: TemplateLimits(steps: 1_000_000))
    }
    let user = Self.message("user", "question")
    let system = Self.message("system", Self.probe)
    let thinking = rendered([user], thinking: true)
    let notThinking = rendered([user], thinking: false)
    return Capabilities(
      systemRole: rendered([system, user])?.contains(Self.probe) ?? false,
      tools: rendered([user], tools: [Self.tool])?.contains(Self.probe) ?? false,
      thinkingSwitch: thinking != nil && notThinking != nil && thinking != notThinking)
  }

  /// A word that no template contains.
  private static let probe = "caratProbe"

  private static func message(_ role: String, _ content: String) -> JSONValue {
    .object(JSONObject(["role": .string(role), "content": .string(content)]))
  }

  /// A function with one argument, in JSON schema.
  private static var tool: JSONValue {
    let argument = JSONObject(["type": .string("string"), "description": .string("description")])
    let parameters = JSONObject([
      "type": .string("object"), "required": .array([.string("argument")]),
      "properties": .object(JSONObject(["argument": .object(argument)])),
    ])
    let function = JSONObject([
      "name": .string(probe), "description": .string("description"),
      "parameters": .object(parameters),
    ])
    return .object(JSONObject(["type": .string("function"), "function": .object(function)]))
  }
}
