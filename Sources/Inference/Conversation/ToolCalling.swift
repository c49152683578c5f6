public import Generation
public import ToolCalls

/// A model's way with tools: a value with which any caller of an engine asks for calls and reads
/// them.
///
///     var request = GenerationRequest(.conversation(messages, tools: tools))
///     try model.toolCalling.hold(&request, to: .auto)
///     var parser = try model.toolCalling.parser(of: tools)
///     // For each token: parser.append(token.text); at the end the report's remaining text.
public struct ToolCalling: Sendable, Hashable {
  /// The template's way with tools; its syntax knows the control tokens of this vocabulary.
  public let support: ToolCallSupport
  /// Parts of the syntax's marks that are control tokens of the vocabulary: a request shows them,
  /// so that what the parser reads has its marks.
  public let shownControlTokens: [String]

  /// The way in which the model writes calls.
  public var syntax: ToolCallSyntax { support.syntax }

  /// A way with tools.
  ///
  /// - Parameters:
  ///   - controlTokens: All control tokens of the vocabulary.
  ///   - endTokens: Those that end an answer; a mark that ends with one does without it.
  init(_ support: ToolCallSupport, controlTokens: [String], endTokens: [String]) {
    var support = support
    support.syntax.removeEnd(endTokens)
    let marks = support.syntax.marks
    // A longer token comes before one that begins it.
    let shown = controlTokens.filter { token in
      !token.isEmpty && marks.contains { $0.contains(token) }
    }
    .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    support.syntax.controlMarks =
      shown + support.syntax.controlMarks.filter { !shown.contains($0) }
    shownControlTokens = shown
    self.support = support
  }

  /// The answers that a choice of tools permits; `nil` if any answer is.
  ///
  /// - Parameters:
  ///   - parallel: Whether there may be more than one call, if the template can print that.
  ///   - strict: Whether arguments are held to the schema of their tool, rather than to any object.
  /// - Throws: `ToolCallError` for a choice that the tools do not allow, and for what the syntax
  ///   cannot write.
  public func constraint(
    tools: [ToolDescription], choice: ToolChoice, parallel: Bool = true, strict: Bool = true
  ) throws(ToolCallError) -> Constraint? {
    try syntax.constraint(
      tools: tools, choice: choice, parallel: parallel && support.severalCalls, strict: strict,
      isControl: shownControlTokens.contains)
  }

  /// Holds the answer of a request to a choice of its conversation's tools.
  ///
  /// A form that the request already asks for holds where no tool is called. Where a call is
  /// required, the model does not think first, unless the request says that it does.
  ///
  /// - Throws: As `constraint(tools:choice:parallel:strict:)` does.
  public func hold(
    _ request: inout GenerationRequest, to choice: ToolChoice, parallel: Bool = true,
    strict: Bool = true
  ) throws(ToolCallError) {
    var tools: [ToolDescription] = []
    if case .conversation(_, let described) = request.prompt { tools = described }
    func constraint(_ choice: ToolChoice) throws(ToolCallError) -> Constraint? {
      try self.constraint(tools: tools, choice: choice, parallel: parallel, strict: strict)
    }
    switch (choice, request.constraint) {
    case (.none, .some): break
    case (.auto, let form?):
      if !tools.isEmpty, let calls = try constraint(.required) {
        request.constraint = .union([form, calls])
      }
    case (.auto, nil), (.none, nil): request.constraint = try constraint(choice)
    case (.required, _), (.named, _):
      request.constraint = try constraint(choice)
      request.thinks = request.thinks ?? false
    }
    if !tools.isEmpty {
      let more = shownControlTokens.filter { !request.shownControlTokens.contains($0) }
      request.shownControlTokens += more
    }
  }

  /// A reader of an answer that may have calls of these tools.
  ///
  /// - Parameter seed: The seed of the ids of calls, where the model writes none.
  /// - Throws: `ToolCallError` if two tools have one name.
  public func parser(
    of tools: [ToolDescription], seed: UInt64 = 0
  ) throws(ToolCallError) -> ToolCallParser {
    ToolCallParser(
      syntax, names: try ToolCatalogue(tools).names, identifiers: ToolCallIdentifiers(seed: seed))
  }
}
