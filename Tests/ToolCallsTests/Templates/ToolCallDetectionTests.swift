import ChatTemplates
import Generation
import Testing
import _TestSupport

@testable import ToolCalls

@Suite struct ToolCallDetectionTests {
  @Test(arguments: SyntaxTemplate.all.indices)
  func `the syntax of a template is found in what it prints`(index: Int) throws {
    let example = SyntaxTemplate.all[index]
    let template = try ChatTemplate(example.source)
    let support = ToolCallSupport(template)
    #expect(support.syntax.name == example.syntax)
    let known = ToolCallSyntax.known.first { $0.name == example.syntax }
    #expect(ToolCallSyntax.detect(in: template) == known)
    #expect(support.printsTools)
    #expect(support.printsCalls)
    #expect(!support.onlyNullContent)
    #expect(support.toolRole)
    #expect(support.systemRole)
    #expect(support.argumentsAreText == example.argumentsAreText)
    #expect(support.severalCalls == example.severalCalls)
    #expect(support.nullContent == example.nullContent)
  }

  @Test func `a template without tools has calls in plain JSON`() throws {
    let support = ToolCallSupport(try ChatTemplate(SyntaxTemplate.withoutTools))
    #expect(support.syntax == .plain)
    #expect(!support.printsCalls)
  }

  @Test func `a template that prints null as None or refuses it says so`() throws {
    let template = try ChatTemplate(
      SyntaxTemplate.all[0].source.replacing("{%- if message.content %}", with: "{%- if true %}"))
    #expect(!ToolCallSupport(template).nullContent)
  }

  @Test func `marks of which nobody has heard are found where a template prints them`() throws {
    let template = try ChatTemplate(SyntaxTemplate.unheard)
    let syntax = ToolCallSyntax.detect(in: template)
    #expect(syntax.callOpening == "<<call>>")
    #expect(syntax.callClosing == "<</call>>")
    #expect(syntax.form == .object(name: "tool", arguments: "input", id: nil))
    let calls = [Message.ToolCall(id: "1", name: "f", arguments: #"{"a":1}"#)]
    let read = ReadAnswer(try syntax.text(of: calls + calls), syntax)
    #expect(read.calls.map(\.arguments) == [#"{"a":1}"#, #"{"a":1}"#])
    #expect(read.text.isEmpty)
  }

  @Test func `a template that prints tools but no calls is known by its marks`() throws {
    let source =
      "{{ tools | tojson }} Write <tool_call> and </tool_call>." + SyntaxTemplate.withoutTools
    let support = ToolCallSupport(try ChatTemplate(source))
    #expect(support.syntax == .hermes)
    #expect(!support.printsCalls)
  }

  @Test func `lists of calls between unknown marks, or between none, are found`() throws {
    let list = ToolCallSyntax.detect(in: try ChatTemplate(SyntaxTemplate.unheardList))
    #expect(list.opening == .mark("<CALLS>"))
    #expect(list.arrangement == .list)
    #expect(list.closing == "</CALLS>")
    #expect(list.controlMarks == ["<CALLS>", "</CALLS>"])
    let bare = ToolCallSyntax.detect(in: try ChatTemplate(SyntaxTemplate.bareList))
    #expect(bare.opening == .start(""))
    #expect(bare.arrangement == .list)
    let calls = [Message.ToolCall(id: "1", name: "f", arguments: #"{"a":1}"#)]
    for syntax in [list, bare] {
      let read = ReadAnswer(try syntax.text(of: calls + calls), syntax)
      #expect(read.calls.map(\.name) == ["f", "f"])
      #expect(read.text.isEmpty)
    }
  }

  @Test func `calls that are printed only without content keep what was said before them`() throws {
    let template = try ChatTemplate(SyntaxTemplate.onlyNull)
    let support = ToolCallSupport(template)
    #expect(support.syntax == .hermes)
    #expect(support.onlyNullContent)
    #expect(support.argumentsAreText)
    #expect(!support.printsTools)
    let call = Message.ToolCall(id: "1", name: "stop", arguments: "{}")
    let rendering = try support.render(
      [Message(.user, "Go"), Message(.assistant, "I stop.", toolCalls: [call])],
      tools: [TestTools.stop])
    let text = try template.render(
      messages: rendering.messages, tools: rendering.tools,
      now: TemplateDate(year: 2000, month: 1, day: 1))
    #expect(text.contains("I stop."))
    #expect(text.contains(#"{"name": "stop", "arguments": {}}"#))
    #expect(text.contains(TestTools.stop.summary))
  }
}
