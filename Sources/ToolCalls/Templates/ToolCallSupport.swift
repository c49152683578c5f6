public import ChatTemplates
public import JSON

/// A template's way with tools: the syntax of calls, and the messages that it takes.
///
/// A value that anybody may change, such as to give a model without a form of its own another.
public struct ToolCallSupport: Sendable, Hashable {
  /// The way in which calls are written.
  public var syntax: ToolCallSyntax
  /// Tells whether the template prints tools; where it does not, a system text describes them.
  public var printsTools: Bool
  /// Tells whether the template prints calls; where it does not, they are text of their message.
  public var printsCalls: Bool
  /// Tells whether the template wants arguments as JSON text rather than as an object.
  public var argumentsAreText: Bool
  /// Tells whether the template prints results as messages of the role `tool`.
  public var toolRole: Bool
  /// Tells whether a message with calls may have `null` for its content.
  public var nullContent: Bool
  /// Tells whether a message with calls must have `null` for its content, or its calls are dropped.
  public var onlyNullContent: Bool
  /// Tells whether a message may have more than one call.
  public var severalCalls: Bool
  /// Tells whether a system message is printed rather than refused or dropped.
  public var systemRole: Bool

  /// Support for a model that knows nothing of tools.
  public init(syntax: ToolCallSyntax = .plain, systemRole: Bool = true) {
    self.syntax = syntax
    printsTools = false
    printsCalls = false
    argumentsAreText = false
    toolRole = false
    nullContent = false
    onlyNullContent = false
    severalCalls = true
    self.systemRole = systemRole
  }

  /// Finds out what a template supports by rendering small conversations; a refusal counts as no.
  ///
  /// - Parameter variables: The special tokens, as for rendering; some templates fail without them.
  public init(_ template: ChatTemplate, variables: JSONObject = JSONObject()) {
    self.init(systemRole: template.capabilities(variables: variables).systemRole)
    let probe = TemplateProbe(template: template, variables: variables)
    let turnEnd = probe.turnEnd ?? ""
    printsTools = probe.printsTools
    for shape in Self.shapes {
      guard let turn = probe.turn(shape),
        let syntax = ToolCallSyntax.reading(turn, turnEnd: turnEnd)
      else { continue }
      self.syntax = syntax
      printsCalls = true
      argumentsAreText = shape.isArgumentsText
      onlyNullContent = shape.content == .null
      toolRole = probe.printsResult(shape)
      var other = shape
      other.content = .null
      nullContent = probe.turn(other).map { !$0.contains("None") } ?? false
      other = shape
      other.callCount = 2
      severalCalls = probe.turn(other).map(readsTwoCalls) ?? false
      return
    }
    guard printsTools else { return }
    if let syntax = ToolCallSyntax.marked(in: template.source) {
      self.syntax = syntax
    } else {
      // The template tells the model of a form that nobody here reads: ours takes its place.
      printsTools = false
    }
  }

  /// Ways to write a message with calls, those that most templates take first.
  private static let shapes: [TemplateProbe.Shape] = [
    TemplateProbe.Shape(), TemplateProbe.Shape(isArgumentsText: true),
    TemplateProbe.Shape(content: .null), TemplateProbe.Shape(isArgumentsText: true, content: .null),
  ]

  private func readsTwoCalls(in turn: String) -> Bool {
    var parser = ToolCallParser(syntax)
    let events = parser.append(turn) + parser.finish()
    return events.count { if case .callEnded = $0 { true } else { false } } == 2
  }
}
