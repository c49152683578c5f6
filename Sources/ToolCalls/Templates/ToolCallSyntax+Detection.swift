public import ChatTemplates
import Generation
public import JSON

extension ToolCallSyntax {
  /// The syntax in which a template prints the calls of a conversation; plain JSON for a template
  /// that prints none.
  ///
  /// The template is asked, not the model's name: a small conversation with a call is rendered, and
  /// the syntax is the one that the text of the call is written in.
  ///
  /// - Parameter variables: The special tokens, as for rendering; some templates fail without them.
  public static func detect(
    in template: ChatTemplate, variables: JSONObject = JSONObject()
  ) -> ToolCallSyntax {
    ToolCallSupport(template, variables: variables).syntax
  }

  /// The syntax of what a model wrote, by its template, to make the call of a probe.
  ///
  /// - Parameter turnEnd: What a template writes behind any answer.
  static func reading(_ turn: String, turnEnd: String) -> ToolCallSyntax? {
    let letters = turn.withoutSpace
    let end = turnEnd.withoutSpace
    func finds(_ syntax: ToolCallSyntax, _ isFound: (String) -> Bool) -> Bool {
      (try? syntax.text(of: [TemplateProbe.call])).map { isFound($0.withoutSpace) } ?? false
    }
    // Marks decide. Without them, a call is all of a turn, before it is searched within one.
    return known.first { $0.isMarked && finds($0, letters.contains) }
      ?? known.first { $0.isMarked && $0.readsProbe(in: turn) }
      ?? known.first { finds($0) { letters == $0 + end } }
      ?? derived(from: turn, turnEnd: turnEnd) ?? known.first { finds($0, letters.contains) }
  }

  private func readsProbe(in turn: String) -> Bool {
    var parser = ToolCallParser(self)
    let events = parser.append(turn) + parser.finish()
    return events.contains { event in
      guard case .callEnded(_, let call) = event else { return false }
      return call.name == TemplateProbe.call.name && Self.isProbe(call.arguments)
    }
  }

  private static func isProbe(_ arguments: String) -> Bool {
    (try? JSONValue(parsing: arguments)) == (try? JSONValue(parsing: TemplateProbe.call.arguments))
  }

  /// The syntax of a call that is a JSON object between marks that nobody knows yet.
  private static func derived(from turn: String, turnEnd: String) -> ToolCallSyntax? {
    let bytes = Array(turn.utf8)
    guard let name = turn.range(of: quoted(TemplateProbe.call.name)) else { return nil }
    let nameOffset = turn.utf8.distance(from: turn.startIndex, to: name.lowerBound)
    for start in bytes[..<nameOffset].indices.reversed() where bytes[start] == UInt8(ascii: "{") {
      guard let end = endOfObject(bytes[start...]),
        let object = (try? JSONValue(parsing: bytes[start..<end]))?.object,
        let nameKey = object.keys.first(where: { object[$0] == .string(TemplateProbe.call.name) }),
        let argumentsKey = object.keys.first(where: { key in
          object[key].map { isProbe($0.string ?? $0.serialized) } ?? false
        })
      else { continue }
      var behind = String(decoding: bytes[end...], as: UTF8.self)
      if !turnEnd.isEmpty, behind.hasSuffix(turnEnd) { behind.removeLast(turnEnd.count) }
      let before = String(decoding: bytes[..<start], as: UTF8.self)
      let form = Form.object(name: nameKey, arguments: argumentsKey, id: nil)
      return ToolCallSyntax(before: before, behind: behind, form: form)
    }
    return nil
  }

  /// A syntax of objects with these texts before and behind the only one.
  private init(before: String, behind: String, form: Form) {
    let (first, last) = (before.trimmed, behind.trimmed)
    self.init(name: "derived", opening: .start(""), form: form)
    if first.hasSuffix("["), last.hasPrefix("]") {
      let mark = String(first.dropLast()).trimmed
      if !mark.isEmpty { opening = .mark(mark) }
      arrangement = .list
      closing = String(last.dropFirst()).trimmed
      controlMarks = [mark, closing]
    } else {
      if !first.isEmpty {
        opening = .mark("")
        callOpening = before
      }
      callClosing = behind
      controlMarks = [first, last]
    }
    controlMarks.removeAll(where: \.isEmpty)
  }

  private static func endOfObject(_ bytes: ArraySlice<UInt8>) -> Int? {
    var reader = ValueReader(json: 16)
    for index in bytes.indices {
      switch reader.read(bytes[index]) {
      case .ended: return index + 1
      case .endedBefore, .failed: return nil
      case .goesOn: break
      }
    }
    return nil
  }

  /// The syntax of which a template's source has the mark, for a template that prints no calls.
  static func marked(in source: String) -> ToolCallSyntax? {
    known.first { syntax in
      !syntax.controlMarks.isEmpty && syntax.controlMarks.allSatisfy(source.contains)
    }
  }
}
