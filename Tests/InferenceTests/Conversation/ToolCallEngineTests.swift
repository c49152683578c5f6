import Generation
import Inference
import Testing
import ToolCalls
import _TestSupport

@Suite("Engine: calls of tools", .timeLimit(.minutes(2)))
struct ToolCallEngineTests {
  /// Templates in turn: one for each syntax, one that knows no tools, one that prints calls only.
  static let templates =
    SyntaxTemplate.all.map(\.source) + [SyntaxTemplate.withoutTools, SyntaxTemplate.onlyNull]

  /// Choices in turn, most of them `required`.
  private static let choices: [ToolChoice] = [
    .required, .auto, .required, .required, .none, .required, .named(""), .required,
  ]

  @Test(
    "every recorded conversation is answered as its choice of tools asks",
    .enabled(if: RecordedConversation.areAvailable, "CARAT_TEST_DATA is not set"),
    arguments: templates.indices)
  func recorded(place: Int) async throws {
    let conversations = try RecordedConversation.all()
    let template = Self.templates[place]
    let plain = try EngineFixtures.conversing(template)
    let marks = plain.model.toolCalling.syntax.controlMarks
    let marked = try EngineFixtures.conversing(template, controlTokens: marks)
    #expect(plain.model.toolCalling.shownControlTokens.isEmpty)
    #expect(Set(marked.model.toolCalling.shownControlTokens) == Set(marks))
    var weak = 0
    let own = stride(from: place, to: conversations.count, by: Self.templates.count)
    for (turn, index) in own.enumerated() {
      let conversation = conversations[index]
      let tools = conversation.tools
      var messages = conversation.messages
      while messages.last?.role == .assistant { messages.removeLast() }
      guard let tool = tools.first else { continue }
      let engine = turn.isMultiple(of: 2) ? plain : marked
      var question = ToolQuestion(
        choice: Self.choices[turn % Self.choices.count], isParallel: turn % 3 != 1,
        isStrict: turn % 4 != 3, temperature: turn % 5 == 4 ? 0 : 1, seed: UInt64(index))
      if case .named = question.choice { question.choice = .named(tool.name) }
      let prompt = try engine.model.text(of: messages, tools: tools)
      for tool in tools { #expect(prompt.contains(tool.name)) }
      let isStrict = question.isStrict
      let answer = try await question.answer(of: engine, messages, tools: tools)
      if question.isStrict != isStrict { weak += 1 }
      try question.check(answer, tools: tools, model: engine.model)
    }
    #expect(weak <= 2, "syntaxes that are not JSON have no way to hold to some schemas")
  }
}
