import ChatTemplates
import Generation
import JSON

/// Small conversations that show how a template prints tools, calls and results.
struct TemplateProbe {
  let template: ChatTemplate
  let variables: JSONObject

  /// A call that no template has of its own; its id has the length that Mistral's templates want.
  static let call = Message.ToolCall(
    id: "caratId01", name: "caratTool", arguments: "{\"caratKey\": \"caratValue\"}")
  /// A result that no template has of its own.
  static let result = "caratResult"
  /// An answer that no template has of its own.
  static let answer = "caratAnswer"

  /// Parts of a call that templates differ about.
  struct Shape {
    var isArgumentsText = false
    var content: JSONValue? = .string("")
    var callCount = 1
  }

  /// The text of a conversation; `nil` if the template refuses it.
  func text(_ messages: [JSONValue], isOpen: Bool = false, hasTools: Bool = true) -> String? {
    try? template.render(
      messages: messages, tools: hasTools ? [Self.tool] : nil, addGenerationPrompt: isOpen,
      variables: variables, now: TemplateDate(year: 2000, month: 1, day: 1),
      limits: TemplateLimits(steps: 1_000_000))
  }

  /// The text that the model wrote, by the template, when it called the tool: from the end of the
  /// prompt to the end of its turn.
  func turn(_ shape: Shape) -> String? { turn(behindPrompt: callMessage(shape)) }

  /// Text behind an answer of the model, such as the mark that ends its turn.
  var turnEnd: String? {
    let message = Self.message("assistant", Self.answer)
    guard let turn = turn(behindPrompt: message), let end = turn.range(of: Self.answer) else {
      return nil
    }
    return String(turn[end.upperBound...])
  }

  private func turn(behindPrompt message: JSONValue) -> String? {
    let question = Self.message("user", "question")
    guard let whole = text([question, message]) else { return nil }
    let prompt = text([question], isOpen: true) ?? ""
    let common = zip(whole.unicodeScalars, prompt.unicodeScalars).prefix { $0 == $1 }.count
    return String(String.UnicodeScalarView(whole.unicodeScalars.dropFirst(common)))
  }

  /// Tells whether a result of the tool is printed.
  func printsResult(_ shape: Shape) -> Bool {
    var result = JSONObject(["role": .string("tool"), "content": .string(Self.result)])
    result["tool_call_id"] = .string(Self.call.id)
    result["name"] = .string(Self.call.name)
    let messages = [Self.message("user", "question"), callMessage(shape), .object(result)]
    return text(messages)?.contains(Self.result) ?? false
  }

  /// Tells whether the description of the tool is printed.
  var printsTools: Bool {
    text([Self.message("user", "question")], isOpen: true)?.contains(Self.call.name) ?? false
  }

  static func message(_ role: String, _ content: String) -> JSONValue {
    .object(JSONObject(["role": .string(role), "content": .string(content)]))
  }

  private func callMessage(_ shape: Shape) -> JSONValue {
    let arguments: JSONValue =
      shape.isArgumentsText
      ? .string(Self.call.arguments)
      : .object(JSONObject(["caratKey": .string("caratValue")]))
    let calls = (0..<shape.callCount).map { index in
      let id = "caratId0\(index + 1)"
      return ToolMessages.call(id: id, name: Self.call.name, arguments: arguments)
    }
    var message = JSONObject(["role": .string("assistant")])
    message["content"] = shape.content
    message["tool_calls"] = .array(calls)
    return .object(message)
  }

  private static let tool = ToolMessages.tool(
    name: call.name, summary: "description",
    parameters: JSONObject([
      "type": .string("object"), "required": .array([.string("caratKey")]),
      "properties": .object(
        JSONObject([
          "caratKey": .object(
            JSONObject(["type": .string("string"), "description": .string("description")]))
        ])),
    ]))
}

extension StringProtocol {
  /// The first place of a text in this one, byte by byte.
  func range(of text: String) -> Range<String.UTF8View.Index>? {
    let wanted = Array(text.utf8)
    return utf8.indices.first { utf8[$0...].starts(with: wanted) }.map { start in
      start..<utf8.index(start, offsetBy: wanted.count)
    }
  }

  /// The text without white space at its ends.
  var trimmed: String {
    let rest = drop(while: \.isWhitespace)
    return String(rest.prefix(rest.count - rest.reversed().prefix(while: \.isWhitespace).count))
  }

  /// The text without white space.
  var withoutSpace: String { filter { !$0.isWhitespace }.map(String.init).joined() }
}
