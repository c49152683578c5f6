import ChatTemplates
import Generation
import Inference
import JSON
import Testing
import ToolCalls
import _TestSupport

@Suite("Conversations with tools")
struct ToolCallingTests {
  private static let tool = ToolDescription(
    name: "weather_now", summary: "Tells the weather of a city.",
    parameters: #"""
      {"type": "object", "required": ["city"], "additionalProperties": false,
       "properties": {"city": {"enum": ["Oslo", "Rome"]}}}
      """#)
  private static let messages = [
    Message(.system, "Be brief."), Message(.user, "Weather?"),
    Message(
      .assistant, "I look.",
      toolCalls: [
        Message.ToolCall(id: "call00001", name: "weather_now", arguments: #"{"city":"Oslo"}"#)
      ]), Message(.tool, "Rain.", toolCallID: "call00001"), Message(.user, "And in Rome?"),
  ]

  @Test("tools, calls and results are in the prompt, whatever the template knows of them")
  func nothingIsDropped() throws {
    for template in ToolCallEngineTests.templates {
      let model = try EngineFixtures.conversing(template).model
      let text = try model.text(of: Self.messages, tools: [Self.tool])
      for part in [
        "Be brief.", "Tells the weather of a city.", "Weather?", "I look.", "weather_now", "Oslo",
        "Rain.", "And in Rome?",
      ] {
        #expect(text.contains(part), "\(model.toolCalling.syntax.name): '\(part)' in \(text)")
      }
    }
  }

  @Test("a conversation without tools is what the template alone makes of it, to the byte")
  func withoutTools() throws {
    for template in ToolCallEngineTests.templates {
      let model = try EngineFixtures.conversing(template).model
      let messages = [
        Message(.system, "Be brief."), Message(.user, "Hi"), Message(.user, "there"),
        Message(.assistant, "Hello.", reasoning: "Hm."), Message(.user, "é😀"),
      ]
      let values = messages.map { message in
        var object = JSONObject(["role": .string(message.role.rawValue)])
        object["content"] = .string(message.content)
        if let reasoning = message.reasoning { object["reasoning_content"] = .string(reasoning) }
        return JSONValue.object(object)
      }
      let expected = try ChatTemplate(template).render(
        messages: values, addGenerationPrompt: true, now: TemplateDate(year: 2000, month: 1, day: 1)
      )
      #expect(try model.text(of: messages) == expected)
    }
  }

  @Test("arguments and schemas that are no JSON are refused by the tool's name")
  func refusals() throws {
    let model = try EngineFixtures.conversing(SyntaxTemplate.withoutTools).model
    let call = Message.ToolCall(id: "1", name: "stop", arguments: "[")
    let bad = ToolDescription(name: "stop", summary: "", parameters: "{")
    for (messages, tools) in [
      ([Message(.assistant, "", toolCalls: [call])], []), ([Message(.user, "Hi")], [bad]),
    ] {
      #expect {
        try model.text(of: messages, tools: tools)
      } throws: { error in
        if case GenerationError.invalidRequest(let text) = error {
          text.contains("'stop'")
        } else {
          false
        }
      }
    }
  }

  @Test("a request is held to a choice, and to the form that it already asks for")
  func choices() throws {
    let calling = try EngineFixtures.conversing(
      SyntaxTemplate.all[0].source, controlTokens: ["<tool_call>", "</tool_call>"]
    ).model.toolCalling
    #expect(calling.shownControlTokens == ["</tool_call>", "<tool_call>"])
    let free = GenerationRequest(.conversation(Self.messages, tools: [Self.tool]))
    func held(_ choice: ToolChoice, _ form: Constraint?) throws -> GenerationRequest {
      var request = free
      request.constraint = form
      try calling.hold(&request, to: choice)
      return request
    }
    let calls = try calling.constraint(tools: [Self.tool], choice: .required)
    for form in [nil, Constraint.jsonObject] {
      let required = try held(.required, form)
      #expect(required.constraint == calls && required.thinks == false)
      #expect(required.shownControlTokens == calling.shownControlTokens)
      #expect(try held(.named("weather_now"), form).constraint != form)
    }
    #expect(try held(.none, .jsonObject).constraint == .jsonObject)
    #expect(try held(.none, nil).constraint != nil)
    let calm = try held(.auto, .jsonObject)
    #expect(try calm.constraint == .union([.jsonObject, #require(calls)]) && calm.thinks == nil)
    #expect(throws: ToolCallError.self) { try held(.named("fly"), nil) }
    var plain = GenerationRequest(.text("x"))
    try calling.hold(&plain, to: .auto)
    #expect(plain == GenerationRequest(.text("x")))
    #expect(throws: ToolCallError.noTools) { try calling.hold(&plain, to: .required) }
  }

  @Test("marks within unheard-of marks that are control tokens are found in the vocabulary")
  func unheardMarks() async throws {
    let template = SyntaxTemplate.unheard.replacing("<<call>>", with: "<|go|>fetch ")
    let engine = try EngineFixtures.conversing(
      template, controlTokens: ["<|go|>", "<|", "<</call>>"])
    let calling = engine.model.toolCalling
    #expect(calling.shownControlTokens == ["<</call>>", "<|go|>", "<|"])
    var question = ToolQuestion(isParallel: false)
    let answer = try await question.answer(of: engine, Self.messages, tools: [Self.tool])
    try question.check(answer, tools: [Self.tool], model: engine.model)
  }

  @Test("a token that ends an answer is no part of the mark behind its calls")
  func endOfCalls() async throws {
    for template in [SyntaxTemplate.unheard, SyntaxTemplate.unheardList] {
      let ended = template.replacing("<</call>>", with: "<|end|>").replacing(
        "</CALLS>", with: "<|end|>")
      let engine = try EngineFixtures.conversing(
        ended.replacing("{% endif %}<|end|>", with: "{% endif %}<|begin|>"))
      #expect(engine.model.toolCalling.syntax.marks.allSatisfy { !$0.contains("<|end|>") })
      var question = ToolQuestion()
      let answer = try await question.answer(of: engine, Self.messages, tools: [Self.tool])
      try question.check(answer, tools: [Self.tool], model: engine.model)
    }
  }

  @Test("where the template takes one call in a message, there is one")
  func oneCall() async throws {
    let engine = try EngineFixtures.conversing(SyntaxTemplate.all[1].source)
    #expect(!engine.model.toolCalling.support.severalCalls)
    for seed in 0..<4 as Range<UInt64> {
      var question = ToolQuestion(seed: seed)
      let answer = try await question.answer(of: engine, Self.messages, tools: [Self.tool])
      #expect(answer.calls.count == 1)
    }
  }
}
