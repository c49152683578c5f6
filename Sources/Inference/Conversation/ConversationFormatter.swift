import ChatTemplates
public import Generation
import JSON
import ModelSpec
import Tokenizers
import ToolCalls

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
    let rendering = try rendering(of: messages, tools: tools)
    do {
      return try template.renderSegments(
        messages: rendering.messages, tools: rendering.tools, addGenerationPrompt: true,
        variables: templateVariables(), options: options, now: TemplateDate.now)
    } catch {
      throw Self.problem(error)
    }
  }

  /// The conversation as the template reads it.
  private func rendering(
    of messages: [Message], tools: [ToolDescription]
  ) throws -> ToolCallSupport.Rendering {
    // What a template does with tools is asked only where there are any.
    let hasTools = !tools.isEmpty || messages.contains { $0.role == .tool || !$0.toolCalls.isEmpty }
    let support = hasTools ? toolCalling.support : ToolCallSupport()
    do throws(ToolCallError) {
      return try support.render(messages, tools: tools)
    } catch {
      throw GenerationError.invalidRequest("\(error)")
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
  func templateVariables() -> JSONObject {
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
}
