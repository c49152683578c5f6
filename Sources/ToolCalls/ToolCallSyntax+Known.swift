extension ToolCallSyntax {
  private static let object = Form.object(name: "name", arguments: "arguments", id: nil)

  /// Hermes, Qwen 2.5 and 3: a JSON object between tags, one pair of tags for each call.
  public static let hermes = ToolCallSyntax(
    name: "hermes", opening: .mark(""), callOpening: "<tool_call>\n",
    callClosing: "\n</tool_call>", form: object, controlMarks: ["<tool_call>", "</tool_call>"])

  /// Llama 3.1 to 3.3: JSON objects with `parameters`, perhaps behind a control token.
  public static let llama = ToolCallSyntax(
    name: "llama", opening: .markOrStart("<|python_tag|>"), arrangement: .separated("; "),
    form: .object(name: "name", arguments: "parameters", id: nil),
    controlMarks: ["<|python_tag|>"])

  /// Mistral up to the tokenizer's version 7: a list of JSON objects behind a control token.
  public static let mistralList = ToolCallSyntax(
    name: "mistral-list", opening: .mark("[TOOL_CALLS]"), arrangement: .list,
    form: .object(name: "name", arguments: "arguments", id: "id"),
    controlMarks: ["[TOOL_CALLS]"], idLength: 9)

  /// Mistral from the tokenizer's version 11 on: a control token, the name, another, the arguments.
  public static let mistral = ToolCallSyntax(
    name: "mistral", opening: .mark(""), arrangement: .separated(""), callOpening: "[TOOL_CALLS]",
    form: .named(id: "[CALL_ID]", between: "[ARGS]", .json),
    controlMarks: ["[TOOL_CALLS]", "[CALL_ID]", "[ARGS]"], idLength: 9)

  /// Gemma 3, asked to write code: calls of Python in a fence.
  public static let gemma = ToolCallSyntax(
    name: "gemma", opening: .mark("```tool_code\n"), closing: "\n```",
    form: .named(id: nil, between: "", .python))

  /// FunctionGemma: a bare name, bare keys, and strings between two marks.
  public static let functionGemma = ToolCallSyntax(
    name: "function-gemma", opening: .mark(""), arrangement: .separated(""),
    callOpening: "<start_function_call>call:", callClosing: "<end_function_call>",
    form: .named(id: nil, between: "", .escaped),
    controlMarks: ["<start_function_call>", "<end_function_call>", "<escape>"])

  /// Llama 3.2 and 4, Gemma 3: a list of Python calls that is all of the answer.
  public static let pythonic = ToolCallSyntax(
    name: "pythonic", opening: .start(""), arrangement: .list,
    form: .named(id: nil, between: "", .python))

  /// Phi-4-mini: a list of JSON objects behind a word.
  public static let functools = ToolCallSyntax(
    name: "functools", opening: .mark("functools"), arrangement: .list, form: object)

  /// Phi-4-mini as its template writes it: a list of JSON objects between two control tokens.
  public static let phi = ToolCallSyntax(
    name: "phi", opening: .mark("<|tool_call|>"), arrangement: .list, closing: "<|/tool_call|>",
    form: object, controlMarks: ["<|tool_call|>", "<|/tool_call|>"])

  /// DeepSeek V3 and R1: a kind, the name, and the arguments in a fence.
  public static let deepSeekV3 = ToolCallSyntax(
    name: "deepseek-v3", opening: .mark("<｜tool▁calls▁begin｜>"), closing: "<｜tool▁calls▁end｜>",
    callOpening: "<｜tool▁call▁begin｜>function<｜tool▁sep｜>",
    callClosing: "\n```<｜tool▁call▁end｜>", form: .named(id: nil, between: "\n```json\n", .json),
    controlMarks: deepSeekMarks)

  /// DeepSeek V3.1: the name and the arguments between control tokens.
  public static let deepSeek = ToolCallSyntax(
    name: "deepseek", opening: .mark("<｜tool▁calls▁begin｜>"), arrangement: .separated(""),
    closing: "<｜tool▁calls▁end｜>", callOpening: "<｜tool▁call▁begin｜>",
    callClosing: "<｜tool▁call▁end｜>", form: .named(id: nil, between: "<｜tool▁sep｜>", .json),
    controlMarks: deepSeekMarks)

  private static let deepSeekMarks = [
    "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", "<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>",
    "<｜tool▁sep｜>",
  ]

  /// An object of which one member is the list of calls, as all of the answer.
  public static let list = ToolCallSyntax(
    name: "list", opening: .start("{\"tool_calls\":"), arrangement: .list, closing: "}",
    form: object)

  /// JSON objects that are all of the answer: for models that know no other form.
  public static let plain = ToolCallSyntax(name: "plain", opening: .start(""), form: object)

  /// Every known syntax; one whose mark tells more comes before one whose mark tells less.
  public static let known: [ToolCallSyntax] = [
    hermes, mistralList, mistral, functionGemma, phi, functools, deepSeekV3, deepSeek, gemma,
    list, llama, plain, pythonic,
  ]
}
