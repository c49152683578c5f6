import ArgumentParser

/// The command `carat`: parses, wires the libraries together, prints, and exits.
struct Carat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "carat",
    abstract: "Weighs, runs and measures language models on this machine.",
    discussion: """
      MODEL is a path to a .gguf file, a folder with config.json and safetensors, or a name of the \
      library. 'carat models' lists what is there and what can be pulled.
      """,
    version: "0.1.0",
    subcommands: [
      ModelsCommand.self, PullCommand.self, InspectCommand.self, RunCommand.self, ChatCommand.self,
      TokenizeCommand.self, ScoreCommand.self, BenchCommand.self, QuantizeCommand.self,
      PlanCommand.self, DoctorCommand.self, MeasureCommand.self,
    ])
}
