import ArgumentParser
import Generation
import Inference
import JSON
import ModelSpec
import PlainText

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Answer one prompt, as it is generated.",
    usage: """
      carat run MODEL [PROMPT] [options]
      carat run MODEL --file FILE [options]
      """,
    discussion: """
      The prompt is the argument, the file of --file, or standard input. A file or a pipe on standard \
      input is added to a prompt that is given, after a blank line; '< /dev/null' leaves it out. A \
      model with a chat template gets the prompt as a user's message; --raw lets any model continue \
      the text as it is. A prompt that begins with a dash goes behind '--'.

        carat run smollm2-135m-instruct "What is a carat?"
        carat run smollm2-135m-instruct "Summarize this:" < letter.txt
        echo "Once upon a time" | carat run gemma-3-270m --raw -n 100
      """)

  @OptionGroup var model: ModelOption
  @Argument(help: "The prompt; standard input without it.") var prompt: String?
  @Option(
    name: [.short, .long],
    help: "Read the prompt from a file or a pipe; - is standard input.")
  var file: String?
  @Flag(help: "Continue the text as it is, without the chat template.") var raw = false
  @Option(name: [.short, .long], help: "Instructions that stand above the conversation.")
  var system: String?
  @OptionGroup(title: "Sampling") var sampling: SamplingFlags
  @OptionGroup(title: "Constraint") var constraint: ConstraintFlags
  @OptionGroup(title: "Speculative decoding") var speculation: SpeculationFlags
  @Flag(help: "Print one JSON object on standard output, and nothing else.") var json = false
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
    let text = try TextInput(what: "prompt", joinsStandardInput: true, quiet: engine.quiet)
      .text(argument: prompt, file: file)
    let opened = try LanguageModel(opening: path)
    var request = sampling.request(try prompt(text, for: opened), for: opened)
    request.constraint = try constraint.constraint()
    let engine = try engine.engine(opened, speculation: try speculation.speculation())
    let answer = try await PromptRoom.advising(opened.spec) { try await generated(request, engine) }
    try finish(answer, settings: sampling.summary(for: opened))
  }

  /// Generates, and prints what comes as it comes.
  private func generated(_ request: GenerationRequest, _ engine: Engine) async throws -> Answer {
    let isSilent = json
    let progress = ProgressLine(quiet: self.engine.quiet)
    return try await Interrupts.cancelling {
      defer { progress.clear() }
      return try await Answer.generate(
        request, with: engine,
        onPrefill: { read, all in
          guard read < all else { return }
          progress.show(
            "reading the prompt: \(NumberText.grouped(read)) of \(NumberText.count(all, "token"))",
            atOnce: all - read >= ProgressLine.longText)
        }
      ) { text in
        progress.clear()
        if !isSilent { try Console.write(answer: text) }
      }
    }
  }

  private func prompt(_ text: String, for model: LanguageModel) throws -> GenerationRequest.Prompt {
    if raw { return .text(text) }
    guard model.template != nil || model.templateProblem != nil else {
      guard system == nil else {
        throw WrongArguments(
          "\(model.title) has no chat template, so --system has no place; write it into the text"
        )
      }
      if !engine.quiet {
        Console.note(
          "note: \(model.title.oneLine) has no chat template; it continues the text as it is"
        )
      }
      return .text(text)
    }
    let head = system.map { [Message(.system, $0)] } ?? []
    return .conversation(head + [Message(.user, text)], tools: [])
  }

  private func finish(_ answer: Answer, settings: String) throws {
    if json {
      try JSONPrinter.print(answer.members)
    } else if !answer.text.hasSuffix("\n") {
      try Console.write("\n")
    }
    if !engine.quiet {
      Console.note(TextStyle.error.dim(settings))
      if !json { Console.note(TextStyle.error.dim(answer.statistics)) }
    }
    if answer.stopReason == .cancelled { throw Interrupted() }
  }
}
