import ArgumentParser
import Inference
import JSON
import ModelFiles
import ModelSpec
import Planning
import Tensors

/// Runs a model once and prints what it took: the process that `plan --measure` starts, so that the
/// peak of memory is its own.
struct MeasureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Run a model once and print what it took.",
    shouldDisplay: false)

  @OptionGroup var model: ModelOption
  @Option var prompt = 512
  @Option var generate = 64
  @Option var sequences = 1
  @Option var repetitions = 3
  @OptionGroup var engine: EngineFlags

  func run() async throws {
    let start = ProcessMemory.residentBytes
    let opened = try LanguageModel(opening: try model.path())
    let afterOpening = ProcessMemory.residentBytes
    let engine = try Engine(opened, options: engine.options(sequences: sequences))
    let request = SpeedRequest(
      promptTokens: min(prompt, engine.context), generatedTokens: min(generate, engine.context),
      sequences: sequences)
    var reports = [try await engine.measure(request)]
    // Of one run the peak is what a plan predicts; further runs only fill the same memory again.
    let (peak, program) = (ProcessMemory.peakResidentBytes, ProcessMemory.programBytes)
    for _ in 1..<max(2, repetitions) { reports.append(try await engine.measure(request)) }
    var run = MeasuredRun(engine, request)
    (run.startResidentBytes, run.openedResidentBytes) = (start, afterOpening)
    (run.programResidentBytes, run.peakResidentBytes) = (program, peak)
    run.promptSeconds = reports.compactMap(\.prefillSeconds).min()
    run.generateSeconds = reports.compactMap(\.decodeSeconds).min()
    try JSONPrinter.print(JSONValue(encoding: run))
  }
}
