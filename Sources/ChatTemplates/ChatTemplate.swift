public import JSON

/// A model's chat template: the Jinja program from its files that turns a conversation into the
/// text it was trained on.
///
/// The language is the part of Jinja (https://jinja.palletsprojects.com) that chat templates use,
/// with the settings and functions that transformers gives them. Evaluation is bounded and reaches
/// nothing outside its arguments.
public struct ChatTemplate: Sendable {
  /// The template as it was given.
  public let source: String
  private let statements: [TemplateStatement]

  /// Reads a template.
  ///
  /// - Throws: `TemplateError` with the line, if it is not well formed or uses a tag that chat
  ///   templates cannot use.
  public init(_ source: String) throws(TemplateError) {
    self.source = source
    var parser = try TemplateParser(source)
    statements = try parser.parse()
  }

  /// Template for a model whose files have none: nothing, since a format that the model was not
  /// trained on costs quality without a sign of it.
  public static func fallback(for architecture: String) -> ChatTemplate? { nil }

  /// The text of a conversation.
  ///
  /// - Parameters:
  ///   - messages: Objects with `role` and `content`, and what else the template reads.
  ///   - tools: Descriptions of functions in JSON schema form.
  ///   - addGenerationPrompt: Whether the text ends where the assistant's answer starts.
  ///   - variables: What the tokenizer brings, such as `bos_token`; trusted as the template is.
  ///   - options: What the request brings, such as `enable_thinking` or `documents`; its text is
  ///     message text.
  ///   - now: What `strftime_now` prints.
  ///   - limits: What the rendering may use.
  /// - Throws: `TemplateError`: of kind `raised` if the template refuses the conversation.
  public func render(
    messages: [JSONValue], tools: [JSONValue]? = nil, addGenerationPrompt: Bool = true,
    variables: JSONObject = JSONObject(), options: JSONObject = JSONObject(), now: TemplateDate,
    limits: TemplateLimits = TemplateLimits()
  ) throws(TemplateError) -> String {
    try text(
      messages: messages, tools: tools, addGenerationPrompt: addGenerationPrompt,
      variables: variables, options: options, now: now, limits: limits
    ).string
  }

  /// The text of a conversation, cut where its origin changes between the template and
  /// the messages.
  ///
  /// The arguments and errors are those of `render`, and so is the text of all segments together.
  public func renderSegments(
    messages: [JSONValue], tools: [JSONValue]? = nil, addGenerationPrompt: Bool = true,
    variables: JSONObject = JSONObject(), options: JSONObject = JSONObject(), now: TemplateDate,
    limits: TemplateLimits = TemplateLimits()
  ) throws(TemplateError) -> [TemplateSegment] {
    try text(
      messages: messages, tools: tools, addGenerationPrompt: addGenerationPrompt,
      variables: variables, options: options, now: now, limits: limits
    ).segments()
  }

  private func text(
    messages: [JSONValue], tools: [JSONValue]?, addGenerationPrompt: Bool, variables: JSONObject,
    options: JSONObject, now: TemplateDate, limits: TemplateLimits
  ) throws(TemplateError) -> TemplateText {
    let reader = TemplateInputReader(depthLimit: limits.valueDepth)
    var context: [(String, TemplateValue)] = [("documents", .none)]
    for (name, value) in options { context.append((name, try reader.value(value, .message))) }
    for (name, value) in variables { context.append((name, try reader.value(value, .template))) }
    context.append(("messages", .list(try reader.messages(messages))))
    context.append(("tools", try tools.map(reader.tools) ?? .none))
    context.append(("add_generation_prompt", .bool(addGenerationPrompt)))
    let interpreter = TemplateInterpreter(limits: limits, now: now)
    return try interpreter.run(statements, context)
  }
}
