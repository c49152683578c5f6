import ChatTemplates
public import Generation
import JSON
import ModelSpec
import Tokenizers

extension LanguageModel {
  /// The tokens of a prompt.
  ///
  /// - Throws: `GenerationError` if the model has no tokenizer or template for it, or its template
  ///   refuses the conversation.
  public func tokens(of prompt: GenerationRequest.Prompt, thinks: Bool?) throws -> [Int] {
    switch prompt {
    case .tokens(let tokens):
      try check(tokens)
      return tokens
    case .text(let text): return try requireTokenizer().encode(text, addSpecialTokens: true)
    case .conversation(let messages, let tools):
      let segments = try segments(messages, tools: tools, thinks: thinks)
      let tokens = try requireTokenizer().encode(
        segments.map { Tokenizer.Segment($0.text, parsesSpecialTokens: $0.origin == .template) },
        addSpecialTokens: false)
      guard !tokens.isEmpty else {
        throw GenerationError.faultyTemplate("it makes an empty prompt of this conversation")
      }
      return tokens
    }
  }

  /// The text of a conversation in the model's own form.
  public func text(of messages: [Message], tools: [ToolDescription] = [], thinks: Bool? = nil)
    throws
    -> String
  {
    try segments(messages, tools: tools, thinks: thinks).map(\.text).joined()
  }

  /// Checks that the model has a chat template that can be read.
  ///
  /// - Throws: `GenerationError` if not.
  public func checkTemplate() throws { _ = try requireTemplate() }

  private func requireTemplate() throws -> ChatTemplate {
    if let templateProblem { throw Self.problem(templateProblem) }
    guard let template else {
      throw GenerationError.noTemplate(model: title)
    }
    return template
  }

  private func segments(
    _ messages: [Message], tools: [ToolDescription], thinks: Bool?
  ) throws -> [TemplateSegment] {
    let template = try requireTemplate()
    var options = JSONObject()
    if let thinks { options["enable_thinking"] = .bool(thinks) }
    let values = try messages.map(json)
    let toolValues = tools.isEmpty ? nil : try tools.map(json)
    do {
      return try template.renderSegments(
        messages: values, tools: toolValues, addGenerationPrompt: true,
        variables: templateVariables(), options: options, now: TemplateDate.now)
    } catch {
      throw Self.problem(error)
    }
  }

  /// Message that says whose fault it is that there is no prompt: a template that says no means the
  /// conversation, any other failure is its own.
  private static func problem(_ error: TemplateError) -> GenerationError {
    switch error.kind {
    case .raised:
      .template(
        "the model's chat template refuses this conversation: "
          + (error.problem.isEmpty ? "line \(error.line), without a reason" : error.problem))
    case .syntax, .evaluation: .faultyTemplate("line \(error.line): \(error.problem)")
    case .limit:
      .faultyTemplate("it asks for too much, line \(error.line): \(error.problem)")
    }
  }

  /// The special tokens that templates write by name.
  private func templateVariables() -> JSONObject {
    var variables = JSONObject()
    guard let tokenizer else { return variables }
    let description = tokenizer.description
    let named = [
      ("bos_token", description.beginningOfText), ("eos_token", description.endOfText),
      ("unk_token", description.unknown), ("pad_token", description.padding),
    ]
    for (name, id) in named {
      variables[name] = .string(id.flatMap { tokenizer.piece(of: $0) } ?? "")
    }
    return variables
  }

  private func json(_ message: Message) throws -> JSONValue {
    var object = JSONObject()
    object["role"] = .string(message.role.rawValue)
    object["content"] = .string(message.content)
    if let reasoning = message.reasoning { object["reasoning_content"] = .string(reasoning) }
    if let id = message.toolCallID { object["tool_call_id"] = .string(id) }
    if !message.toolCalls.isEmpty {
      object["tool_calls"] = .array(
        try message.toolCalls.map { call in
          var function = JSONObject()
          function["name"] = .string(call.name)
          function["arguments"] = try parse(call.arguments, "the arguments of tool call \(call.id)")
          var object = JSONObject()
          object["id"] = .string(call.id)
          object["type"] = .string("function")
          object["function"] = .object(function)
          return .object(object)
        })
    }
    return .object(object)
  }

  private func json(_ tool: ToolDescription) throws -> JSONValue {
    var function = JSONObject()
    function["name"] = .string(tool.name)
    function["description"] = .string(tool.summary)
    function["parameters"] = try parse(tool.parameters, "the parameters of tool \(tool.name)")
    var object = JSONObject()
    object["type"] = .string("function")
    object["function"] = .object(function)
    return .object(object)
  }

  private func parse(_ text: String, _ what: String) throws -> JSONValue {
    do {
      return try JSONValue(parsing: text)
    } catch {
      throw GenerationError.invalidRequest("\(what) are \(error)")
    }
  }
}
