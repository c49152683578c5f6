import ArgumentParser

struct QuantizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Convert a model file to another format.")

  @Argument(help: "The model to convert.") var input: String
  @Argument(help: "The file to write: NAME.gguf, or a folder for safetensors.") var output: String
  @Option(help: "What matrices are stored in.") var format: String
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(name: .shortAndLong, help: "Show no progress.") var quiet = false

  func run() async throws {
    throw CommandError("quantize is not wired yet")
  }
}
