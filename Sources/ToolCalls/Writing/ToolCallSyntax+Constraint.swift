public import Generation
import JSON

extension ToolCallSyntax {
  /// The answers that a choice of tools permits; `nil` if any answer is.
  ///
  /// Where a call is required, the answer is nothing but calls. Where the model may choose, text
  /// comes first, and from the mark of a call on the answer is held to the form of calls. What
  /// this permits as calls is what `ToolCallParser` reads as calls.
  ///
  /// - Parameters:
  ///   - parallel: Whether there may be more than one call.
  ///   - strict: Whether arguments are held to the schema of their tool, rather than to any object.
  ///   - isControl: Tells which marks are control tokens of the model's vocabulary.
  /// - Throws: `ToolCallError` for a choice that the tools do not allow, and for what the syntax
  ///   cannot write.
  public func constraint(
    tools: [ToolDescription], choice: ToolChoice, parallel: Bool = true, strict: Bool = true,
    isControl: (String) -> Bool = { _ in false }
  ) throws(ToolCallError) -> Constraint? {
    let chosen = try ToolCatalogue(tools).tools(of: choice)
    let builder = ToolCallConstraint(
      syntax: self, names: tools.map(\.name), marks: controlMarks.filter(isControl))
    switch choice {
    case .none: return builder.textWithoutCalls
    case .auto where tools.isEmpty: return nil
    case .auto:
      return try builder.textOrCalls(of: chosen, isParallel: parallel, isStrict: strict)
    case .required, .named:
      return try builder.onlyCalls(of: chosen, isParallel: parallel, isStrict: strict)
    }
  }
}

/// A builder of the answers that have calls in one syntax.
struct ToolCallConstraint {
  let syntax: ToolCallSyntax
  /// The names of all tools, whether they may be called or not.
  let names: [String]
  /// Marks that are control tokens.
  let marks: [String]

  // MARK: Answers

  /// Any text that begins no call.
  var textWithoutCalls: Constraint { .textWithout(triggers) }

  /// Text, then perhaps calls.
  func textOrCalls(
    of tools: [ToolDescription], isParallel: Bool, isStrict: Bool
  ) throws(ToolCallError) -> Constraint {
    let calls = try self.calls(of: tools, isParallel: isParallel, isStrict: isStrict)
    let start = bracket + syntax.callOpening
    switch syntax.opening {
    case .start(let mark):
      return .union([textWithoutCalls, .sequence(pieces(of: mark + start) + calls)])
    case .mark(let mark):
      return .union([textWithoutCalls, .sequence(text(upTo: mark + start) + calls)])
    case .markOrStart(let mark):
      return .union([
        textWithoutCalls, .sequence(text(upTo: mark + start) + calls),
        .sequence(pieces(of: start) + calls),
      ])
    }
  }

  /// Calls and nothing else.
  func onlyCalls(
    of tools: [ToolDescription], isParallel: Bool, isStrict: Bool
  ) throws(ToolCallError) -> Constraint {
    let calls = try self.calls(of: tools, isParallel: isParallel, isStrict: isStrict)
    let start = bracket + syntax.callOpening
    switch syntax.opening {
    case .start(let mark), .mark(let mark): return .sequence(pieces(of: mark + start) + calls)
    case .markOrStart(let mark):
      return .sequence([.optional(.sequence(pieces(of: mark)))] + pieces(of: start) + calls)
    }
  }

  private var bracket: String { syntax.arrangement == .list ? "[" : "" }

  /// The first word by which a call is told from text.
  private var firstWord: String? {
    MarkRoute(syntax.openingMark, syntax.callOpening, to: .call).words.first.map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Texts that begin a call.
  private var triggers: [String] {
    var triggers = firstWord.map { [$0] } ?? []
    switch (syntax.opening, syntax.form) {
    case (.mark, _): break
    case (.start(let mark), _) where !mark.isEmpty: break
    case (_, .object(let name, _, _)):
      // Without a mark, the first key tells a call from other objects, in any usual spacing.
      triggers += ["{", "{ ", "{\n  "].map { bracket + $0 + ToolCallSyntax.quoted(name) }
    case (_, .named(_, let between, let notation)):
      let start = between.isEmpty ? String(UnicodeScalar(notation.opening)) : between
      triggers += names.map { bracket + $0 + start }
    }
    return triggers
  }

  /// Text up to a mark, and the mark.
  private func text(upTo mark: String) -> [Constraint] {
    let pieces = pieces(of: mark)
    guard case .text(let text)? = pieces.first else { return [textWithoutCalls] + pieces }
    // The first word decides; what is behind it is held to the form.
    let word = firstWord.flatMap { text.hasPrefix($0) ? $0 : nil } ?? text
    return [.textUntil([word]), .text(String(text.dropFirst(word.count)))] + pieces.dropFirst()
  }

  // MARK: Calls

  /// All calls from the body of the first on.
  private func calls(
    of tools: [ToolDescription], isParallel: Bool, isStrict: Bool
  ) throws(ToolCallError) -> [Constraint] {
    var bodies: [Constraint] = []
    for tool in tools { bodies.append(try body(of: tool, isStrict: isStrict)) }
    let call = [.union(bodies)] + pieces(of: syntax.callClosing)
    var parts = call
    if isParallel {
      let next = pieces(of: syntax.separator + syntax.callOpening) + call
      parts.append(.repetition(.sequence(next), minimum: 0, maximum: nil))
    }
    return parts + pieces(of: (syntax.arrangement == .list ? "]" : "") + syntax.closing)
  }

  private func body(
    of tool: ToolDescription, isStrict: Bool
  ) throws(ToolCallError) -> Constraint {
    try syntax.checkName(tool.name)
    let schema = try ToolCatalogue.schema(of: tool)
    let object = isStrict ? Constraint.jsonSchema(JSONValue.object(schema).serialized) : .jsonObject
    switch syntax.form {
    case .object(let nameKey, let argumentsKey, let idKey):
      let start =
        "{\(ToolCallSyntax.quoted(nameKey)): \(ToolCallSyntax.quoted(tool.name)), "
        + "\(ToolCallSyntax.quoted(argumentsKey)): "
      let id = idKey.map { key in
        Constraint.optional(
          .sequence([
            .text(", \(ToolCallSyntax.quoted(key)): \""), identifier, .text("\""),
          ]))
      }
      return .sequence([.text(start), object] + (id.map { [$0] } ?? []) + [.text("}")])
    case .named(let idMark, let between, let notation):
      let id = idMark.map { mark in
        Constraint.optional(.sequence(pieces(of: mark) + [identifier]))
      }
      let arguments: Constraint
      if notation == .json {
        arguments = object
      } else {
        let writer = NotationConstraint(
          notation: notation, syntax: syntax.name, tool: tool.name, marks: self)
        arguments = try isStrict ? writer.arguments(schema) : writer.anyArguments()
      }
      return .sequence(
        [.text(tool.name)] + (id.map { [$0] } ?? []) + pieces(of: between) + [arguments])
    }
  }

  private var identifier: Constraint {
    .regularExpression("[a-zA-Z0-9]{\(syntax.idLength.map { "\($0)" } ?? "1,64")}")
  }

  /// The parts of a mark, control tokens apart from text.
  func pieces(of mark: String) -> [Constraint] {
    var pieces: [Constraint] = []
    var text = ""
    var rest = Substring(mark)
    while let character = rest.first {
      if let token = marks.first(where: { rest.hasPrefix($0) }) {
        if !text.isEmpty { pieces.append(.text(text)) }
        text = ""
        pieces.append(.controlToken(token))
        rest = rest.dropFirst(token.count)
      } else {
        text.append(character)
        rest.removeFirst()
      }
    }
    return text.isEmpty ? pieces : pieces + [.text(text)]
  }
}
