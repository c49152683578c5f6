import ChatTemplates
import Generation
import JSON
import Testing
import _TestSupport

@testable import ToolCalls

@Suite(
  "Recorded conversations",
  .enabled(if: RecordedConversation.areAvailable, "CARAT_TEST_DATA is not set"))
struct RecordedConversationTests {
  @Test(arguments: ToolCallSyntax.known)
  func `calls of recorded conversations are written and read back`(
    syntax: ToolCallSyntax
  ) throws {
    let conversations = try RecordedConversation.all()
    #expect(conversations.count == 300)
    var count = 0
    for conversation in conversations {
      let calls = conversation.calls
      guard !calls.isEmpty else { continue }
      count += calls.count
      let answer = ReadAnswer(try syntax.text(of: calls), syntax)
      #expect(answer.text.isEmpty)
      expectSame(answer.calls, calls)
    }
    #expect(count == 211)
  }

  @Test(arguments: SyntaxTemplate.all.indices)
  func `calls of recorded conversations are read back from what a template prints`(
    index: Int
  ) throws {
    let example = SyntaxTemplate.all[index]
    let template = try ChatTemplate(example.source)
    let support = ToolCallSupport(template)
    for conversation in try RecordedConversation.all() {
      let rendering = try support.render(conversation.messages, tools: conversation.tools)
      let text = try template.render(
        messages: rendering.messages, tools: rendering.tools,
        now: TemplateDate(year: 2000, month: 1, day: 1))
      for tool in conversation.tools { #expect(text.contains(tool.name)) }
      // Each turn of the model is an answer of its own.
      let turns = text.split(separator: "<|assistant|>", omittingEmptySubsequences: false)
        .dropFirst()
      let calls = turns.flatMap { turn -> [Message.ToolCall] in
        let end = turn.range(of: "<|end|>")?.lowerBound ?? turn.endIndex
        return ReadAnswer(String(turn[..<end]), support.syntax).calls
      }
      expectSame(calls, conversation.calls)
    }
  }

  private func expectSame(
    _ calls: [Message.ToolCall], _ expected: [Message.ToolCall],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(calls.map(\.name) == expected.map(\.name), sourceLocation: sourceLocation)
    let values = calls.map { try? JSONValue(parsing: $0.arguments) }
    let expectedValues = expected.map { try? JSONValue(parsing: $0.arguments) }
    #expect(values == expectedValues, sourceLocation: sourceLocation)
  }
}
