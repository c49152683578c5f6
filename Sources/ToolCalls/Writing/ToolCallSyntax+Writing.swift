public import Generation
import JSON

extension ToolCallSyntax {
  /// The text of some calls, as the model would write it.
  ///
  /// - Throws: `ToolCallError` for arguments that are no JSON object, and for names and texts that
  ///   the syntax has no way to write.
  public func text(of calls: [Message.ToolCall]) throws(ToolCallError) -> String {
    guard !calls.isEmpty else { return "" }
    var text = (isMarkOptional ? "" : openingMark) + (arrangement == .list ? "[" : "")
    for (index, call) in calls.enumerated() {
      if index > 0 { text += separator }
      text += callOpening + (try body(of: call)) + callClosing
    }
    return text + (arrangement == .list ? "]" : "") + closing
  }

  /// The text between two calls.
  var separator: String {
    switch arrangement {
    case .list: ", "
    case .separated(let mark): mark
    }
  }

  private func body(of call: Message.ToolCall) throws(ToolCallError) -> String {
    let arguments = try Self.object(call)
    switch form {
    case .object(let nameKey, let argumentsKey, let idKey):
      let id = idKey.map { ", \(Self.quoted($0)): \(Self.quoted(call.id))" } ?? ""
      return "{\(Self.quoted(nameKey)): \(Self.quoted(call.name)), "
        + "\(Self.quoted(argumentsKey)): \(call.arguments)\(id)}"
    case .named(let idMark, let between, let notation):
      try checkName(call.name)
      let id = idMark.flatMap { ArgumentNotation.isBare(call.id) ? $0 + call.id : nil } ?? ""
      if notation == .json { return call.name + id + between + call.arguments }
      let writer = NotationWriter(notation: notation, syntax: name)
      return call.name + id + between + (try writer.arguments(arguments))
    }
  }

  /// Checks that a name can be written.
  func checkName(_ name: String) throws(ToolCallError) {
    guard case .named = form, !ArgumentNotation.isBare(name) else { return }
    throw .notWritable(
      syntax: self.name, what: "the name '\(name)'",
      reason: "it may have letters, digits and the characters _ - . / $")
  }

  /// The arguments of a call.
  static func object(_ call: Message.ToolCall) throws(ToolCallError) -> JSONObject {
    do {
      let value = try JSONValue(parsing: call.arguments, keepsNumbers: true)
      if let object = value.object { return object }
    } catch {
      throw .invalidArguments(tool: call.name, problem: "\(error)")
    }
    throw .invalidArguments(tool: call.name, problem: "it is another value")
  }

  /// A text as JSON.
  static func quoted(_ text: String) -> String { JSONValue.string(text).serialized }
}

/// A writer of JSON values in another notation.
struct NotationWriter {
  let notation: ArgumentNotation
  /// The name of the syntax, for errors.
  let syntax: String

  /// The text of all arguments.
  func arguments(_ arguments: JSONObject) throws(ToolCallError) -> String {
    try String(UnicodeScalar(notation.opening))
      + members(arguments, assignment: notation.assignment, isOutermost: true)
      + String(UnicodeScalar(notation.closing))
  }

  /// The text of a key.
  func key(_ key: String, isOutermost: Bool) throws(ToolCallError) -> String {
    let isBare = notation.bareKeys == .everywhere || notation.bareKeys == .outermost && isOutermost
    guard isBare else { return try string(key) }
    guard ArgumentNotation.isBare(key) else {
      throw .notWritable(
        syntax: syntax, what: "the argument '\(key)'",
        reason: "it may have letters, digits and the characters _ - . / $")
    }
    return key
  }

  /// The text between two values.
  var comma: String { notation.bareKeys == .everywhere ? "," : ", " }

  /// The text of a value.
  func value(_ value: JSONValue) throws(ToolCallError) -> String {
    switch value {
    case .bool(let value): return notation.words[value ? 0 : 1]
    case .null: return notation.words[2]
    case .integer, .number, .decimal: return value.serialized
    case .string(let text): return try string(text)
    case .array(let elements):
      var texts: [String] = []
      for element in elements { texts.append(try self.value(element)) }
      return "[" + texts.joined(separator: comma) + "]"
    case .object(let object):
      return try "{"
        + members(object, assignment: UInt8(ascii: ":"), isOutermost: false) + "}"
    }
  }

  private func members(
    _ object: JSONObject, assignment: UInt8, isOutermost: Bool
  ) throws(ToolCallError) -> String {
    var texts: [String] = []
    for (key, value) in object {
      let key = try self.key(key, isOutermost: isOutermost)
      texts.append(key + String(UnicodeScalar(assignment)) + (try self.value(value)))
    }
    return texts.joined(separator: comma)
  }

  private func string(_ text: String) throws(ToolCallError) -> String {
    // JSON's escapes mean the same in Python.
    guard notation.escapes == .none else { return ToolCallSyntax.quoted(text) }
    let mark = notation.quotes.first ?? "\""
    // The mark must not come about where text and mark meet either.
    guard !(text + mark.dropLast()).utf8.contains(mark.utf8) else {
      throw .notWritable(
        syntax: syntax, what: "the text '\(text)'", reason: "it has the mark \(mark) in it")
    }
    return mark + text + mark
  }
}

extension Collection where Element: Equatable {
  /// Tells whether a collection occurs in this one.
  fileprivate func contains(_ other: some Collection<Element>) -> Bool {
    indices.contains { self[$0...].starts(with: other) }
  }
}
