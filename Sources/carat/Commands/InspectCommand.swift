import ArgumentParser
import JSON
import ModelFiles
import ModelSpec
import Tokenizers

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in a model file.",
    usage: "carat inspect MODEL [options]",
    discussion: "Reads headers and configuration, not the weights.")

  @OptionGroup var model: ModelOption
  @Flag(help: "List every tensor.") var tensors = false
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let inspection = try Inspection(try model.path())
    if json { return try JSONPrinter.print(inspection.members) }
    try Console.write(lines: inspection.text(listsTensors: tensors))
  }
}
