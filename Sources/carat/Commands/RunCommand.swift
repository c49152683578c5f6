import ArgumentParser
import Generation
import Inference
import JSON
import ModelSpec

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Answer one prompt, as it is generated.",
    discussion: """
      The prompt is the argument, the file of --file, or standard input. A model with a chat template \
      gets it as a user's message; --raw lets any model continue the text as it is.

        carat run smollm2-135m-instruct "What is a carat?"
        echo "Once upon a time" | carat run gemma-3-270m --raw --max-tokens 100
      """)

  @OptionGroup var model: ModelOption
  @Argument(help: "The prompt.") var prompt: String?
  @Option(help: "Read the prompt from a file.") var file: String?
  @Flag(help: "Continue the text as it is, without the chat template.") var raw = false
  @Option(help: "Instructions that stand above the conversation.") var system: String?
  @OptionGroup(title: "Sampling") var sampling: SamplingFlags
  @OptionGroup(title: "Guessing ahead") var speculation: SpeculationFlags
  @OptionGroup(title: "Engine") var engine: EngineFlags

  func validate() throws {
    if raw, system != nil {
      throw ValidationError("--system needs the chat template, which --raw leaves out")
    }
    if prompt != nil, file != nil {
      throw ValidationError("give the prompt as an argument or with --file, not both")
    }
  }

  func run() async throws {
    let path = try model.path()
    let text = try TextInput.text(argument: prompt, file: file, what: "prompt")
    let opened = try LanguageModel(opening: path)
    let request = sampling.request(try prompt(text, for: opened), for: opened)
    let engine = try engine.engine(opened, speculation: try speculation.speculation())
    let isSilent = self.engine.json
    let answer = try await Interrupts.cancelling {
      try await Answer.generate(request, with: engine) { text in
        if !isSilent { try Console.write(answer: text) }
      }
    }
    try finish(answer)
  }

  private func prompt(_ text: String, for model: LanguageModel) throws -> GenerationRequest.Prompt {
    if raw { return .text(text) }
    guard model.template != nil else {
      guard system == nil else {
        throw CommandError(
          "\(model.spec.name) has no chat template, so --system has no place; write it into the text"
        )
      }
      if !engine.quiet {
        Console.note(
          "note: \(model.spec.name.oneLine) has no chat template; it continues the text as it is"
        )
      }
      return .text(text)
    }
    let head = system.map { [Message(.system, $0)] } ?? []
    return .conversation(head + [Message(.user, text)], tools: [])
  }

  private func finish(_ answer: Answer) throws {
    if engine.json {
      try JSONPrinter.print(answer.members)
    } else {
      if !answer.text.hasSuffix("\n") { try Console.write("\n") }
      if !engine.quiet { Console.note(TextStyle.error.dim(answer.statistics)) }
    }
    if answer.stopReason == .cancelled { throw Interrupted() }
  }
}
