import Constraints
import Generation
import Inference
import JSON
import Testing

@testable import ToolCalls

@Suite struct ToolCallConstraintTests {
  struct Ask: Sendable, CustomTestStringConvertible {
    var syntax: ToolCallSyntax
    var isControl: Bool
    var testDescription: String { syntax.name + (isControl ? " with control tokens" : "") }
  }

  static let asks = ToolCallSyntax.known.flatMap { syntax in
    syntax.controlMarks.isEmpty
      ? [Ask(syntax: syntax, isControl: false)]
      : [Ask(syntax: syntax, isControl: false), Ask(syntax: syntax, isControl: true)]
  }

  @Test(arguments: asks)
  func `what a constraint takes is read as calls of the tools`(ask: Ask) throws {
    for (choice, strict, parallel) in [
      (ToolChoice.required, true, true), (.required, false, true), (.named("note"), true, false),
      (.required, true, false), (.named("stop"), false, true),
    ] {
      let constraint = try #require(
        try ask.syntax.constraint(
          tools: TestTools.all, choice: choice, parallel: parallel, strict: strict,
          isControl: { _ in ask.isControl }))
      for seed in 0..<4 {
        var walk = AnswerWalk(seed: UInt64(seed))
        let bytes = try #require(try walk.answer(constraint, length: 40 + seed * 60))
        // 0xFF stands on both sides of a control token; its text is what a parser reads.
        let text = String(decoding: bytes.filter { $0 != 0xFF }, as: UTF8.self)
        let answer = ReadAnswer(text, ask.syntax)
        #expect(!answer.calls.isEmpty, "\(choice): \(text)")
        #expect(answer.text.allSatisfy { $0.isWhitespace }, "\(choice): \(text)")
        if !parallel { #expect(answer.calls.count == 1) }
        let catalogue = try ToolCatalogue(TestTools.all)
        for call in answer.calls {
          try catalogue.check(call)
          if case .named(let name) = choice { #expect(call.name == name) }
          if strict { expectValid(call) }
        }
      }
    }
  }

  @Test(arguments: asks)
  func `a model that may choose writes text, or text and calls`(ask: Ask) throws {
    let syntax = ask.syntax
    let constraint = try #require(
      try syntax.constraint(
        tools: TestTools.all, choice: .auto, isControl: { _ in ask.isControl }))
    let call = Message.ToolCall(id: "aB3dE6gH9", name: "stop", arguments: "{}")
    let other = Message.ToolCall(id: "bB3dE6gH9", name: "note", arguments: "{}")
    let calls = encoded(try syntax.text(of: [call, call]), ask)
    let wrong = encoded(try syntax.text(of: [other]), ask)
    try expect(constraint, takes: Array("I look. é😀 {}[]".utf8))
    try expect(constraint, takes: calls)
    try expect(constraint, refuses: wrong)
    if case .mark = syntax.opening {
      try expect(constraint, takes: Array("I look.\n".utf8) + calls)
      try expect(constraint, refuses: Array("I look.\n".utf8) + wrong)
    }
    let none = try #require(
      try syntax.constraint(
        tools: TestTools.all, choice: .none, isControl: { _ in ask.isControl }))
    try expect(none, takes: Array("I look. é😀 {}[]".utf8))
    try expect(none, refuses: calls)
  }

  @Test(arguments: asks)
  func `once a model that may choose has begun a call, it ends one`(ask: Ask) throws {
    guard case .mark(let mark) = ask.syntax.opening else { return }
    let words = mark + (ask.syntax.arrangement == .list ? "[" : "") + ask.syntax.callOpening
    let constraint = try #require(
      try ask.syntax.constraint(
        tools: TestTools.all, choice: .auto, isControl: { _ in ask.isControl }))
    for seed in 0..<8 {
      var walk = AnswerWalk(seed: UInt64(seed))
      let start = Array("I look.\n".utf8) + encoded(words, ask)
      let bytes = try #require(
        try walk.answer(constraint, after: start, length: start.count + seed * 30))
      let text = String(decoding: bytes.filter { $0 != 0xFF }, as: UTF8.self)
      let answer = ReadAnswer(text, ask.syntax)
      #expect(!answer.calls.isEmpty, "\(text)")
      #expect(answer.text == "I look.\n", "\(text)")
      for call in answer.calls { expectValid(call) }
    }
  }

  @Test func `a choice that the tools do not allow is refused`() {
    #expect(throws: ToolCallError.noTools) {
      try ToolCallSyntax.hermes.constraint(tools: [], choice: .required)
    }
    #expect(
      throws: ToolCallError.unknownTool(name: "fly", known: ["weather_now", "stop", "note"])
    ) {
      try ToolCallSyntax.hermes.constraint(tools: TestTools.all, choice: .named("fly"))
    }
    #expect(throws: ToolCallError.repeatedTool(name: "stop")) {
      try ToolCallSyntax.hermes.constraint(
        tools: [TestTools.stop, TestTools.stop], choice: .auto)
    }
    #expect {
      try ToolCallSyntax.gemma.constraint(
        tools: [ToolDescription(name: "f g", summary: "", parameters: "")], choice: .required)
    } throws: { error in
      if case ToolCallError.notWritable = error { true } else { false }
    }
    let ranged = ToolDescription(
      name: "f", summary: "",
      parameters: #"{"properties": {"n": {"type": "integer", "minimum": 2}}}"#)
    #expect {
      try ToolCallSyntax.gemma.constraint(tools: [ranged], choice: .required)
    } throws: { error in
      "\(error)".contains("'minimum'")
    }
    #expect(throws: Never.self) {
      try ToolCallSyntax.gemma.constraint(tools: [ranged], choice: .required, strict: false)
    }
  }

  @Test func `schemas that would make a constraint without bounds are refused in little time`() {
    func nested(_ count: Int, _ depth: Int) -> String {
      guard depth > 0 else { return #"{"type": "integer"}"# }
      let inner = nested(count, depth - 1)
      let members = (0..<count).map { "\"p\($0)\": \(inner)" }.joined(separator: ", ")
      return #"{"type": "object", "properties": {"# + members + "}}"
    }
    let array = #"{"type": "array", "items": "#
    let arrays = String(repeating: array, count: 30) + "{}" + String(repeating: "}", count: 30)
    for schema in [nested(40, 1), nested(12, 3), #"{"properties": {"a": \#(arrays)}}"#] {
      let tool = ToolDescription(name: "f", summary: "", parameters: schema)
      let isSmall = schema.utf8.count < 3_000 && schema.contains("p39")
      for syntax in [ToolCallSyntax.gemma, .functionGemma] {
        let constraint = try? syntax.constraint(tools: [tool], choice: .required)
        #expect((constraint != nil) == isSmall)
        if let constraint {
          #expect(throws: Never.self) {
            try CompiledConstraint(
              try ConstraintDefinition(constraint),
              vocabulary: ConstraintVocabulary(tokens: [[97]], endTokens: []))
          }
        }
      }
    }
  }

  @Test func `without tools a model that may choose is free`() throws {
    let constraint = try ToolCallSyntax.hermes.constraint(tools: [], choice: .auto)
    #expect(constraint.map { "\($0)" } == nil)
  }

  private func encoded(_ text: String, _ ask: Ask) -> [UInt8] {
    guard ask.isControl else { return Array(text.utf8) }
    var text = text
    for mark in ask.syntax.controlMarks {
      text = text.split(separator: mark, omittingEmptySubsequences: false)
        .joined(separator: "\u{0}" + mark + "\u{0}")
    }
    return text.utf8.map { $0 == 0 ? 0xFF : $0 }
  }

  private func expect(
    _ constraint: Constraint, takes bytes: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let isTaken = try takes(constraint, bytes)
    #expect(
      isTaken, "\(String(decoding: bytes, as: UTF8.self))", sourceLocation: sourceLocation)
  }

  private func expect(
    _ constraint: Constraint, refuses bytes: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let isTaken = try takes(constraint, bytes)
    #expect(
      !isTaken, "\(String(decoding: bytes, as: UTF8.self))", sourceLocation: sourceLocation)
  }

  private func takes(_ constraint: Constraint, _ bytes: [UInt8]) throws -> Bool {
    let vocabulary = ConstraintVocabulary(
      tokens: (0...255).map { [UInt8($0)] } + [nil], endTokens: [256])
    var matcher = try CompiledConstraint(
      try ConstraintDefinition(constraint), vocabulary: vocabulary
    ).matcher()
    return matcher.accept(bytes: bytes) && matcher.isComplete
  }

  /// Checks the arguments of a call of a test's tool by what its schema says.
  private func expectValid(_ call: Message.ToolCall) {
    guard let object = (try? JSONValue(parsing: call.arguments))?.object else { return }
    switch call.name {
    case "weather_now":
      #expect(object["city"]?.string != nil)
      for key in object.keys {
        #expect(["city", "days", "exact", "unit", "hours"].contains(key), "\(call)")
      }
      if let exact = object["exact"] { #expect(exact.bool != nil) }
      if let days = object["days"] { #expect(days.number != nil) }
      if let hours = object["hours"] { #expect((hours.array ?? []).count <= 3) }
      if let unit = object["unit"] {
        #expect([.string("C"), .string("F"), .null].contains(unit), "\(call)")
      }
    case "note":
      #expect(object["note"]?.string != nil)
      #expect(object["place"]?["x"]?.number != nil)
    default: break
    }
  }
}
