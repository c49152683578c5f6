import Generation
import Inference
import Testing
import ToolCalls

/// SmolLM2-135M-Instruct, whose template knows no tools.
@Suite("SmolLM2: calls of tools", .enabled(if: RealModel.smolLM2 != nil, "needs CARAT_TEST_MODELS"))
struct RealToolCallTests {
  private static let tools = [
    ToolDescription(
      name: "get_weather", summary: "Tells the weather of a city.",
      parameters: #"""
        {"type": "object", "required": ["city"], "additionalProperties": false,
         "properties": {"city": {"type": "string", "maxLength": 20}, "days": {"type": "integer"}}}
        """#),
    ToolDescription(
      name: "convert", summary: "Converts an amount of money between two currencies.",
      parameters: #"""
        {"type": "object", "required": ["amount", "from", "to"], "additionalProperties": false,
         "properties": {"amount": {"type": "number"}, "from": {"enum": ["EUR", "USD", "NOK"]},
                        "to": {"enum": ["EUR", "USD", "NOK"]}}}
        """#),
  ]
  private static let conversations = [
    [Message(.user, "What is the weather in Oslo?")],
    [Message(.system, "Be brief."), Message(.user, "How much is 20 EUR in NOK?")],
    [
      Message(.user, "What is the weather in Oslo?"),
      Message(
        .assistant, "",
        toolCalls: [
          Message.ToolCall(id: "1", name: "get_weather", arguments: #"{"city": "Oslo"}"#)
        ]), Message(.tool, "Rain, 4 degrees.", toolCallID: "1"),
      Message(.user, "And what is it in Rome?"),
    ],
  ]

  @Test("answers have the calls that are asked for")
  func calls() async throws {
    let engine = try Engine(
      opening: try #require(RealModel.smolLM2), options: EngineOptions(context: 2048))
    let choices: [ToolChoice] = [.required, .auto, .none, .named("convert")]
    for (place, messages) in Self.conversations.enumerated() {
      let prompt = try engine.model.text(of: messages, tools: Self.tools)
      for part in messages.map(\.content) + Self.tools.map(\.summary) {
        #expect(prompt.contains(part))
      }
      for choice in choices {
        var question = ToolQuestion(
          choice: choice, isParallel: false, temperature: place == 1 ? 1 : 0, seed: UInt64(place),
          tokens: 80)
        let answer = try await question.answer(of: engine, messages, tools: Self.tools)
        try question.check(answer, tools: Self.tools, model: engine.model)
      }
    }
  }
}
