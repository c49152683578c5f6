import ArgumentParser
import Inference
import ModelFiles
import ModelHub
import PlainText

struct ChatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat",
    abstract: "Talk with a model in the terminal.",
    usage: "carat chat [MODEL] [options]",
    discussion: """
      Without MODEL, the one model of the library. /help lists what can be typed; Ctrl-C stops an \
      answer, Ctrl-D ends the conversation. What is typed on a terminal is kept beside the library, \
      in a file that only you can read, for the key Up in later chats.

      Without a terminal each line of standard input is a message, and the status is 1 if one was \
      not answered.
      """)

  @Argument(help: "A .gguf file, a folder with config.json and safetensors, or a library name.")
  var model: String?
  @Option(help: "Instructions that stand above the conversation.") var system: String?
  @Flag(help: "Keep nothing of what is typed for later chats, and recall nothing.")
  var noHistory = false
  @OptionGroup(title: "Sampling") var sampling: SamplingFlags
  @OptionGroup(title: "Speculative decoding") var speculation: SpeculationFlags
  @OptionGroup(title: "Engine") var engine: EngineFlags

  func run() async throws {
    let name = try model ?? onlyModel()
    let opened = try LanguageModel(opening: try ModelOption.path(name))
    if opened.templateProblem != nil { try opened.checkTemplate() }
    guard opened.template != nil else {
      throw CommandError(
        "\(name) has no chat template, so it does not know what a conversation is; "
          + "'carat run --raw \(name)' lets it continue a text")
    }
    let session = ChatSession(
      engine: try engine.engine(opened, speculation: try speculation.speculation()),
      sampling: sampling, system: system, isQuiet: engine.quiet)
    if !engine.quiet { Console.note(TextStyle.error.dim(sampling.summary(for: opened))) }
    var terminal = try ChatTerminal(
      session, name: name, history: noHistory ? nil : try Environment.historyFile())
    try await terminal.run()
  }

  /// The library's only model.
  private func onlyModel() throws -> String {
    let library = try Environment.library()
    let names = try library.list().map(\.name)
    if names.count == 1 { return names[0] }
    guard !names.isEmpty else {
      let first = PackageModel.known.first?.name ?? "NAME"
      throw CommandError(
        "the library \(library.root) is empty; 'carat pull \(first)' fetches a small model, or name "
          + "a .gguf file of your own")
    }
    throw WrongArguments(
      "there are several models; name one: " + names.joined(separator: ", "))
  }
}
