import Generation
import Testing

@testable import ToolCalls

@Suite struct ToolCallParserTests {
  @Test(arguments: SyntaxExample.all)
  func `calls and text are read in every syntax`(example: SyntaxExample) {
    let answer = ReadAnswer(example.answer, example.syntax)
    #expect(answer.text == example.text)
    #expect(answer.calls.map(\.name) == example.calls.map(\.name))
    #expect(answer.calls.map(\.arguments) == example.calls.map(\.arguments))
    for (call, expected) in zip(answer.calls, example.calls) {
      if let id = expected.id { #expect(call.id == id) }
      if let length = example.syntax.idLength { #expect(call.id.count == length) }
    }
    #expect(Set(answer.calls.map(\.id)).count == answer.calls.count)
    for (index, call) in answer.calls.enumerated() {
      #expect(answer.fragments[index] == call.arguments)
    }
  }

  @Test(arguments: SyntaxExample.all)
  func `an answer reads the same wherever it is cut`(example: SyntaxExample) {
    expectSameWhenCut(example.answer, example.syntax)
  }

  @Test func `what is no call comes out as text, wherever it is cut`() {
    for (syntax, answer) in SyntaxExample.malformed {
      let read = ReadAnswer(answer, syntax)
      #expect(read.text == answer, "\(syntax.name)")
      #expect(read.calls.isEmpty, "\(syntax.name): \(answer)")
      expectSameWhenCut(answer, syntax)
    }
  }

  @Test func `a call behind what is none is read`() {
    let call = #"<tool_call>{"name":"f","arguments":{}}</tool_call>"#
    for start in [
      "<tool_call>", "<tool_call>{]", "<tool_<", #"<tool_call>{"name":"f","arguments":{"#,
    ] {
      let read = ReadAnswer(start + call, .hermes)
      #expect(read.text == start)
      #expect(read.calls.map(\.name) == ["f"])
    }
    let begin = "<｜tool▁calls▁begin｜>"
    let read = ReadAnswer(
      begin + begin + "<｜tool▁call▁begin｜>f<｜tool▁sep｜>{}<｜tool▁call▁end｜>", .deepSeek)
    #expect(read.text == begin)
    #expect(read.calls.map(\.name) == ["f"])
  }

  @Test func `text is held back only while it may begin a mark`() {
    var parser = ToolCallParser(.hermes)
    #expect(parser.append("a <tool") == [.text("a ")])
    #expect(parser.append("s> b") == [.text("<tools> b")])
    #expect(parser.append("<tool_call>{\"name\": \"f\", ") == [.callBegan(index: 0, name: "f")])
    #expect(parser.append("\"arguments\": {\"a") == [.arguments(index: 0, fragment: "{\"a")])
    var other = ToolCallParser(.plain)
    #expect(other.append("H") == [.text("H")])
    var object = ToolCallParser(.plain)
    #expect(object.append("{\"city\": ") == [.text("{\"city\": ")])
  }

  @Test func `an object with the name of no tool is text where no mark tells it from text`() {
    let answer = #"{"name": "Ada", "arguments": {}}"#
    let read = ReadAnswer([Array(answer.utf8)], ToolCallParser(.plain, names: ["f"]))
    #expect(read.events == [.text(answer)])
  }

  @Test func `bytes that are no text become the same characters wherever they are cut`() {
    let bytes: [UInt8] = [0x61, 0xE2, 0x82, 0x3C, 0x74, 0xF0, 0x9F, 0x98, 0x80, 0xFF, 0xC3]
    expectSameWhenCut(bytes, .hermes)
    #expect(
      ReadAnswer([bytes], ToolCallParser(.hermes)).text == String(decoding: bytes, as: UTF8.self))
    let call = Array(#"<tool_call>{"name":"f","arguments":{"a":""#.utf8) + bytes
    expectSameWhenCut(call, .hermes)
    expectSameWhenCut(call + Array("\"}}</tool_call>".utf8), .hermes)
  }

  @Test func `ids of one seed are the same, and differ from each other`() {
    var first = ToolCallIdentifiers(seed: 7)
    var second = ToolCallIdentifiers(seed: 7)
    let ids = (0..<100).map { _ in first.next(length: 9) }
    #expect(ids == (0..<100).map { _ in second.next(length: 9) })
    #expect(Set(ids).count == 100)
  }

  private func expectSameWhenCut(
    _ answer: String, _ syntax: ToolCallSyntax, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectSameWhenCut(Array(answer.utf8), syntax, sourceLocation: sourceLocation)
  }

  /// Checks an answer in two pieces, cut at every byte, and byte by byte.
  private func expectSameWhenCut(
    _ bytes: [UInt8], _ syntax: ToolCallSyntax, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let whole = ReadAnswer([bytes], ToolCallParser(syntax))
    for place in bytes.indices {
      let cut = ReadAnswer(
        [Array(bytes[..<place]), Array(bytes[place...])], ToolCallParser(syntax))
      #expect(cut == whole, "cut at \(place)", sourceLocation: sourceLocation)
    }
    let single = ReadAnswer(bytes.map { [$0] }, ToolCallParser(syntax))
    #expect(single == whole, sourceLocation: sourceLocation)
  }
}
