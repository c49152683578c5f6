import Generation
import Testing
import ToolCalls

/// An answer in a syntax, and what it says.
struct SyntaxExample: Sendable, CustomTestStringConvertible {
  var syntax: ToolCallSyntax
  var answer: String
  /// Text around the calls.
  var text = ""
  var calls: [Call]

  struct Call: Sendable, Hashable {
    var name: String
    var arguments: String
    var id: String?

    init(_ name: String, _ arguments: String, id: String? = nil) {
      self.name = name
      self.arguments = arguments
      self.id = id
    }
  }

  var testDescription: String { "\(syntax.name): \(answer)" }

  private static let oslo = Call("weather.now", #"{"city": "Oslo é😀", "days": 3.10}"#)
  /// The same where a notation is not JSON, from which no space behind a colon comes.
  private static let python = Call("weather.now", #"{"city":"Oslo é😀", "days":3.10}"#)
  private static let escaped = Call("weather.now", #"{"city":"Oslo é😀","days":3.10}"#)
  private static let empty = Call("stop", "{}")

  static let all: [SyntaxExample] = [
    SyntaxExample(
      syntax: .hermes,
      answer: """
        I look.<tool_call>
        {"name": "weather.now", "arguments": {"city": "Oslo é😀", "days": 3.10}}
        </tool_call>
        <tool_call>
        {"arguments": {}, "name": "stop"}
        </tool_call>
        """, text: "I look.", calls: [oslo, empty]),
    SyntaxExample(
      syntax: .hermes,
      answer: #"<tool_call>{"name":"f","arguments":{"a":"</tool_call>"}}</tool_call> Done."#,
      text: " Done.", calls: [Call("f", #"{"a":"</tool_call>"}"#)]),
    SyntaxExample(
      syntax: .hermes, answer: #"<tool_call>{"name":"f","arguments":"{\"a\":[1]}"}"#,
      calls: [Call("f", #"{"a":[1]}"#)]),
    SyntaxExample(
      syntax: .llama,
      answer: #"{"name": "weather.now", "parameters": {"city": "Oslo é😀", "days": 3.10}}"#,
      calls: [oslo]),
    SyntaxExample(
      syntax: .llama,
      answer: #"""
        <|python_tag|>{"type": "function", "name": "stop", "parameters": {}}; \#
        {"name": "weather.now", "parameters": {"city": "Oslo é😀", "days": 3.10}}
        """#, calls: [empty, oslo]),
    SyntaxExample(
      syntax: .llama,
      answer: #"""
        {"name": "stop", "parameters": {}}
        {"name": "f", "parameters": {"a": 1}}; {"b": 1}
        """#, text: #"; {"b": 1}"#, calls: [empty, Call("f", #"{"a": 1}"#)]),
    SyntaxExample(
      syntax: .mistralList,
      answer: #"""
        [TOOL_CALLS] [{"name": "stop", "arguments": {}, "id": "aB3dE6gH9"}, \#
        {"name": "weather.now", "arguments": {"city": "Oslo é😀", "days": 3.10}}]
        """#, calls: [Call("stop", "{}", id: "aB3dE6gH9"), oslo]),
    SyntaxExample(
      syntax: .mistral,
      answer: #"""
        Wait.[TOOL_CALLS]stop[CALL_ID]aB3dE6gH9[ARGS]{}\#
        [TOOL_CALLS]weather.now[ARGS]{"city": "Oslo é😀", "days": 3.10}
        """#, text: "Wait.", calls: [Call("stop", "{}", id: "aB3dE6gH9"), oslo]),
    SyntaxExample(
      syntax: .mistral, answer: #"[TOOL_CALLS]f{"a": 1}"#, calls: [Call("f", #"{"a": 1}"#)]),
    SyntaxExample(
      syntax: .gemma,
      answer: #"""
        Let me see.
        ```tool_code
        weather.now(city="Oslo é😀", days=3.10)
        stop()
        f(a=['it\'s', None, {"k": True}], b="\x41\u00e9\U0001F600\q")
        ```
        """#, text: "Let me see.\n",
      calls: [
        python, empty, Call("f", #"{"a":["it's", null, {"k": true}], "b":"A\u00e9😀\\q"}"#),
      ]),
    SyntaxExample(
      syntax: .functionGemma,
      answer: """
        <start_function_call>call:weather.now{city:<escape>Oslo é😀<escape>,days:3.10}\
        <end_function_call><start_function_call>call:stop{}<end_function_call>\
        <start_function_call>call:f{a:[<escape>"\\<es<escape>,true],o:{k:null}}<end_function_call>
        """,
      calls: [escaped, empty, Call("f", #"{"a":["\"\\<es",true],"o":{"k":null}}"#)]),
    SyntaxExample(
      syntax: .pythonic, answer: #"[weather.now(city='Oslo é😀', days=3.10), stop()]"#,
      calls: [python, empty]),
    SyntaxExample(
      syntax: .functools,
      answer:
        #"functools[{"name": "stop", "arguments": {}}, {"name": "f", "arguments": {"a": 1}}]"#,
      calls: [empty, Call("f", #"{"a": 1}"#)]),
    SyntaxExample(
      syntax: .phi,
      answer: #"<|tool_call|>[{"name": "f", "arguments": {"a": -1e5}}]<|/tool_call|>"#,
      calls: [Call("f", #"{"a": -1e5}"#)]),
    SyntaxExample(
      syntax: .deepSeekV3,
      answer: """
        Hm.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>weather.now
        ```json
        {"city": "Oslo é😀", "days": 3.10}
        ```<｜tool▁call▁end｜>
        <｜tool▁call▁begin｜>function<｜tool▁sep｜>stop
        ```json
        {}
        ```<｜tool▁call▁end｜><｜tool▁calls▁end｜>
        """, text: "Hm.", calls: [oslo, empty]),
    SyntaxExample(
      syntax: .deepSeek,
      answer: """
        <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>weather.now<｜tool▁sep｜>\
        {"city": "Oslo é😀", "days": 3.10}<｜tool▁call▁end｜><｜tool▁call▁begin｜>stop\
        <｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>
        """, calls: [oslo, empty]),
    SyntaxExample(
      syntax: .list,
      answer:
        #"{"tool_calls": [{"name": "f", "arguments": {"a": 1}}, {"name":"g","arguments":{}}]}"#,
      calls: [Call("f", #"{"a": 1}"#), Call("g", "{}")]),
    SyntaxExample(
      syntax: .plain,
      answer:
        "\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n{\"name\": \"g\", \"arguments\": {}}",
      calls: [Call("f", #"{"a": 1}"#), Call("g", "{}")]),
  ]

  /// Texts that look like calls and are none: nothing of them may be lost.
  static let malformed: [(syntax: ToolCallSyntax, answer: String)] = [
    (.hermes, "<tool_call>"), (.hermes, "<tool_call>\n{\"name\": \"f\"] and on </tool_call>"),
    (.hermes, "<tool_<tool_call"), (.hermes, #"<tool_call>{"name":"f","arguments":[1]}"#),
    (.hermes, #"<tool_call>{"name":"f","arguments":{"a":01}}</tool_call>"#),
    (.hermes, #"<tool_call>{"name":"f","arguments":{"a":"\ud800"}"#),
    (.hermes, #"<tool_call>{"name":"f","arguments":{"a":{"b":"é😀"#),
    (.hermes, #"<tool_call>{"name":"","arguments":{}}</tool_call>"#),
    (.hermes, #"<tool_call>{"name":"f","name":"g","arguments":{}}</tool_call>"#),
    (.llama, #"{"city": "Oslo"}"#), (.llama, "  \n"), (.llama, " {"), (.llama, "<|python_tag|>x"),
    (.llama, #"{"name": "f"}"#), (.llama, #"Well, {"name": "f", "parameters": {}}"#),
    (.mistralList, "[TOOL_CALLS]{}"), (.mistralList, "[TOOL_CALLS][]"), (.mistral, "[TOOL_CALLS]"),
    (.mistral, "[TOOL_CALLS]f[CALL_ID]x[ARGS]["), (.mistral, "[TOOL_CALLS]f[ARG {}"),
    (.gemma, "```tool_code\nprint(x)\n```"), (.gemma, "```tool_code\nf(1)\n```"),
    (.gemma, "```tool_code\nf(a=\"x\ny\")\n```"), (.gemma, "```tool_code\nf(a=(1))\n```"),
    (.functionGemma, "<start_function_call>call:f{a:<escape>x"),
    (.pythonic, "[1] says so"), (.pythonic, "[f(a=1, f)]"), (.pythonic, "[]"),
    (.functools, "functools is a module"), (.functools, "functoolsfunctools["),
    (.phi, "<|tool_call|>[<|tool_call|>"), (.deepSeek, "<｜tool▁calls▁begin｜><｜tool▁calls▁end｜>"),
    (.deepSeekV3, "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n["),
    (.list, #"{"tool_calls": "#), (.plain, "{"),
    (.plain, #"{"name": "f", "b": 1, "arguments": {}}"#),
    (.plain, "{}"),
  ]
}
