public import ChatTemplates
public import JSON

/// A template's way with tools: the syntax of calls, and the messages that it takes.
///
/// A value that anybody may change, such as to give a model without a form of its own another.
public struct ToolCallSupport: Sendable, Hashable {
  /// The way in which calls are written.
  public var syntax: ToolCallSyntax
  /// Tells whether the template prints tools and calls itself.
  ///
  /// Where it does not, a system text describes the tools, and calls and results are text.
  public var isNative: Bool
  /// Tells whether the template wants arguments as JSON text rather than as an object.
  public var argumentsAreText: Bool
  /// Tells whether the template prints results as messages of the role `tool`.
  public var toolRole: Bool
  /// Tells whether a message with calls may have `null` for its content.
  public var nullContent: Bool
  /// Tells whether a message may have more than one call.
  public var severalCalls: Bool
  /// Tells whether a system message is printed rather than refused or dropped.
  public var systemRole: Bool

  /// Support for a model that knows nothing of tools.
  public init(syntax: ToolCallSyntax = .plain, systemRole: Bool = true) {
    self.syntax = syntax
    isNative = false
    argumentsAreText = false
    toolRole = false
    nullContent = false
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
    for isText in [false, true] {
      let shape = TemplateProbe.Shape(isArgumentsText: isText)
      guard let turn = probe.turn(shape),
        let syntax = ToolCallSyntax.reading(turn, turnEnd: turnEnd)
      else { continue }
      self.syntax = syntax
      isNative = probe.printsTools
      argumentsAreText = isText
      toolRole = probe.printsResult(shape)
      var other = shape
      other.content = .null
      nullContent = probe.turn(other).map { !$0.contains("None") } ?? false
      other = shape
      other.callCount = 2
      severalCalls = probe.turn(other).map(readsTwoCalls) ?? false
      return
    }
    guard probe.printsTools, let syntax = ToolCallSyntax.marked(in: template.source) else { return }
    self.syntax = syntax
  }

  private func readsTwoCalls(in turn: String) -> Bool {
    var parser = ToolCallParser(syntax)
    let events = parser.append(turn) + parser.finish()
    return events.count { if case .callEnded = $0 { true } else { false } } == 2
  }
}
