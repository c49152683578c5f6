import ArgumentParser

/// The command `carat`: parses, wires the libraries together, prints, and exits.
struct Carat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "carat",
    abstract: "Weighs, runs and measures language models on this machine.",
    usage: "carat COMMAND [options]",
    discussion: """
      MODEL is a path to a .gguf file, a folder with config.json and safetensors, or a name of the \
      library. 'carat models' lists what is there and what can be pulled.

        carat pull smollm2-135m-instruct
        carat run smollm2-135m-instruct "What is a carat?"
        carat plan llama-3-8b --on rtx4090

      Ends with 0 when done, 1 if the work failed, 2 if the arguments were wrong, 3 if a check says \
      no (plan --fits, doctor), 130 if interrupted. CARAT_HOME names the folder of the library.
      """,
    version: "0.1.0",
    subcommands: [
      ModelsCommand.self, PullCommand.self, InspectCommand.self, RunCommand.self, ChatCommand.self,
      TokenizeCommand.self, ConstrainCommand.self, ScoreCommand.self, BenchCommand.self,
      QuantizeCommand.self, PlanCommand.self, DoctorCommand.self, MeasureCommand.self,
    ])
}
