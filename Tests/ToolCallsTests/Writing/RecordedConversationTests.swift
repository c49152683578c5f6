import ChatTemplates
import Generation
import JSON
import Testing

@testable import ToolCalls

@Suite(
  "Recorded conversations", .enabled(if: TestData.isAvailable, "CARAT_TEST_DATA is not set"))
struct RecordedConversationTests {
  struct Conversation {
    var messages: [Message] = []
    var tools: [ToolDescription] = []
    var calls: [Message.ToolCall] { messages.flatMap(\.toolCalls) }
  }

  @Test(arguments: ToolCallSyntax.known)
  func `calls of recorded conversations are written and read back`(
    syntax: ToolCallSyntax
  ) throws {
    let conversations = try Self.conversations()
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
    for conversation in try Self.conversations() {
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

  static func conversations() throws -> [Conversation] {
    let bytes = try TestData.bytes("instruct/toolcall-en-demo.json")
    var conversations: [Conversation] = []
    for item in try JSONValue(parsing: bytes).array ?? [] {
      var conversation = Conversation()
      for tool in try JSONValue(parsing: item["tools"]?.string ?? "[]").array ?? [] {
        conversation.tools.append(
          ToolDescription(
            name: tool["name"]?.string ?? "", summary: tool["description"]?.string ?? "",
            parameters: tool["parameters"]?.serialized ?? ""))
      }
      for turn in item["conversations"]?.array ?? [] {
        let text = turn["value"]?.string ?? ""
        switch turn["from"]?.string {
        case "human": conversation.messages.append(Message(.user, text))
        case "function_call":
          let call = try JSONValue(parsing: text)
          let id = "call\(10000 + conversation.messages.count)"
          conversation.messages.append(
            Message(
              .assistant, "",
              toolCalls: [
                Message.ToolCall(
                  id: id, name: call["name"]?.string ?? "",
                  arguments: call["arguments"]?.serialized ?? "")
              ]))
        case "observation":
          let id = conversation.messages.last?.toolCalls.first?.id
          conversation.messages.append(Message(.tool, text, toolCallID: id))
        default: conversation.messages.append(Message(.assistant, text))
        }
      }
      conversations.append(conversation)
    }
    return conversations
  }
}
