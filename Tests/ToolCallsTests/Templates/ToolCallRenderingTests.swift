import ChatTemplates
import Generation
import JSON
import Testing
import _TestSupport

@testable import ToolCalls

@Suite struct ToolCallRenderingTests {
  private static let messages = [
    Message(.system, "Be brief."), Message(.user, "Weather?"),
    Message(
      .assistant, "I look.",
      toolCalls: [
        Message.ToolCall(id: "call00001", name: "weather_now", arguments: #"{"city":"Oslo"}"#)
      ]), Message(.tool, "Rain.", toolCallID: "call00001"),
  ]

  @Test func `a template that knows tools gets calls and results in their common form`() throws {
    let support = ToolCallSupport(try ChatTemplate(SyntaxTemplate.all[0].source))
    let rendering = try support.render(Self.messages, tools: TestTools.all)
    let call = try #require(rendering.messages[2]["tool_calls"]?.array?.first)
    #expect(call["id"]?.string == "call00001")
    #expect(call["type"]?.string == "function")
    #expect(call["function"]?["name"]?.string == "weather_now")
    #expect(call["function"]?["arguments"]?["city"]?.string == "Oslo")
    #expect(rendering.messages[3]["role"]?.string == "tool")
    #expect(rendering.messages[3]["tool_call_id"]?.string == "call00001")
    #expect(rendering.messages[3]["name"]?.string == "weather_now")
    #expect(rendering.tools?.count == 3)
    #expect(rendering.tools?[0]["function"]?["name"]?.string == "weather_now")
  }

  @Test func `arguments are text for a template that joins them to text`() throws {
    var support = ToolCallSupport(try ChatTemplate(SyntaxTemplate.all[0].source))
    support.argumentsAreText = true
    let message = try support.render(Self.messages, tools: []).messages[2]
    let call = message["tool_calls"]?.array?.first
    #expect(call?["function"]?["arguments"]?.string == #"{"city":"Oslo"}"#)
  }

  @Test func `a template without tools gets them in the system text, calls and results as text`()
    throws
  {
    let template = try ChatTemplate(SyntaxTemplate.withoutTools)
    let support = ToolCallSupport(template)
    let rendering = try support.render(Self.messages, tools: TestTools.all)
    #expect(rendering.tools == nil)
    let system = try #require(rendering.messages[0]["content"]?.string)
    for tool in TestTools.all { #expect(system.contains(tool.name)) }
    #expect(system.hasSuffix("Be brief."))
    let said = try #require(rendering.messages[2]["content"]?.string)
    #expect(said.hasPrefix("I look."))
    #expect(said.hasSuffix(#"{"name": "weather_now", "arguments": {"city":"Oslo"}}"#))
    #expect(rendering.messages[3]["role"]?.string == "user")
    #expect(rendering.messages[3]["content"]?.string == "Result of weather_now:\nRain.")
  }

  @Test func `without a system role the tools stand in the first message of the user`() throws {
    let support = ToolCallSupport(systemRole: false)
    let rendering = try support.render([Message(.user, "Hi")], tools: [TestTools.stop])
    #expect(rendering.messages.count == 1)
    #expect(rendering.messages[0]["content"]?.string?.hasSuffix("\n\nHi") == true)
    let alone = try ToolCallSupport().render([Message(.user, "Hi")], tools: [TestTools.stop])
    #expect(alone.messages.map { $0["role"]?.string } == ["system", "user"])
  }

  private static let severalCalls = [
    Message(.user, "Go"),
    Message(
      .assistant, "I do both.",
      toolCalls: [
        Message.ToolCall(id: "a", name: "stop", arguments: "{}"),
        Message.ToolCall(id: "b", name: "note", arguments: "{}"),
      ]), Message(.tool, "Noted.", toolCallID: "b"), Message(.tool, "Stopped.", toolCallID: "a"),
    Message(.user, "And now?"),
  ]

  @Test func `where a message takes one call, each of several has its own, and its result`() throws
  {
    let template = try ChatTemplate(SyntaxTemplate.all[1].source)
    let support = ToolCallSupport(template)
    #expect(!support.severalCalls)
    let rendering = try support.render(Self.severalCalls, tools: [])
    #expect(
      rendering.messages.map { $0["content"]?.string }
        == ["Go", "I do both.", "Stopped.", "", "Noted.", "And now?"])
    let text = try template.render(
      messages: rendering.messages, now: TemplateDate(year: 2000, month: 1, day: 1))
    #expect(text.contains(#""name": "stop""#) && text.contains(#""name": "note""#))
  }

  @Test func `results in the user's name and what the user says are one turn`() throws {
    let messages = try ToolCallSupport().render(Self.severalCalls, tools: []).messages
    #expect(messages.map { $0["role"]?.string } == ["user", "assistant", "user"])
    #expect(
      messages[2]["content"]?.string
        == "Result of note:\nNoted.\n\nResult of stop:\nStopped.\n\nAnd now?")
  }

  @Test func `calls and tools that are no JSON are refused by name`() {
    let support = ToolCallSupport()
    let call = Message.ToolCall(id: "1", name: "stop", arguments: "[]")
    #expect(throws: ToolCallError.self) {
      try support.render([Message(.assistant, "", toolCalls: [call])], tools: [])
    }
    #expect {
      try support.render(
        [], tools: [ToolDescription(name: "bad", summary: "", parameters: "{")])
    } throws: { error in
      "\(error)".contains("'bad'")
    }
  }

  @Test func `a call is checked by the tools there are`() throws {
    let catalogue = try ToolCatalogue(TestTools.all)
    #expect(throws: Never.self) {
      try catalogue.check(Message.ToolCall(id: "1", name: "stop", arguments: "{}"))
    }
    #expect(throws: ToolCallError.self) {
      try catalogue.check(Message.ToolCall(id: "1", name: "stop", arguments: "3"))
    }
    #expect {
      try catalogue.check(Message.ToolCall(id: "1", name: "fly", arguments: "{}"))
    } throws: { error in
      "\(error)" == "there is no tool 'fly'; there are weather_now, stop, note"
    }
  }

  @Test func `ids that a template would refuse are replaced, the same for call and result`() throws
  {
    var support = ToolCallSupport(try ChatTemplate(SyntaxTemplate.all[0].source))
    support.syntax = .mistralList
    var messages = Self.messages
    let kept = try support.render(messages, tools: []).messages
    #expect(kept[3]["tool_call_id"]?.string == "call00001")
    messages[2].toolCalls[0].id = "call_of_another_model"
    messages[3].toolCallID = "call_of_another_model"
    let replaced = try support.render(messages, tools: []).messages
    let id = try #require(replaced[3]["tool_call_id"]?.string)
    #expect(id.count == 9)
    #expect(replaced[2]["tool_calls"]?.array?.first?["id"]?.string == id)
    #expect(replaced[3]["name"]?.string == "weather_now")
  }
}
