import ArgumentParser
import Inference
import JSON
import Machine
import ModelFiles
import ModelSpec
import Tensors
import Tokenizers

struct QuantizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Convert a model to another format, or another container.",
    usage: "carat quantize IN OUT --format FORMAT [options]",
    discussion: """
      A name that ends in .gguf is written as GGUF, any other as a folder with safetensors, which \
      holds F32, F16 and BF16. Needs no tokenizer.

        carat quantize my-model my-model.gguf --format q4_k_m
        carat quantize gemma-2b random.gguf --format q8_0 --random-weights 1
      """)

  @Argument(
    help: "The model; with --random-weights, a name of the catalogue, a config.json or its folder.")
  var input: String
  @Argument(help: "The file or folder to write.") var output: String
  @Option(
    name: .customLong("format"),
    help: ArgumentHelp(
      "What matrices are stored in: \(TargetFormat.all.map(\.name).joined(separator: ", ")).",
      valueName: "format"))
  var formatName: String
  @Flag(name: .shortAndLong, help: "Replace files that are there already.") var force = false
  @Flag(help: "Then compare the predictions with the original's.") var report = false
  @Option(
    help: ArgumentHelp(
      "Text to compare on. (default: 256 tokens that the original writes)", valueName: "file"))
  var text: String?
  @Option(
    help: ArgumentHelp("Give a shape random weights from this seed.", valueName: "seed"))
  var randomWeights: UInt64?
  @Option(help: "Threads that quantise. (default: the cores that this process may use)")
  var threads: Int?
  @Flag(help: "Print one JSON object on standard output, and nothing else.") var json = false
  @Flag(name: .shortAndLong, help: "Show no progress.") var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be between 1 and 1024, got \(threads)")
    }
    if report, randomWeights != nil {
      throw ValidationError("--report compares with an original, which random weights do not have")
    }
    if text != nil, !report { throw ValidationError("--text is for --report") }
    do { _ = try TargetFormat(written: formatName) } catch {
      throw ValidationError("--format: \(error)")
    }
  }

  func run() async throws {
    try LibraryShadow.check(output: output)
    let format = try TargetFormat(written: formatName)
    let source = try QuantizeSource(input, seed: randomWeights)
    // What the comparison needs is looked at first: a conversion may take hours.
    var subject: ComparisonSubject?
    if report, case .model(let checkpoint) = source {
      try ModelConverter(checkpoint).check(to: output, format: format, replacing: force)
      subject = try await ComparisonSubject(
        checkpoint, file: text, threads: threads, isQuiet: quiet)
    }
    let (output, threads, quiet, force) = (output, threads, quiet, force)
    let conversion = try await Interrupts.cancelling {
      var view = ConversionProgressView(isQuiet: quiet)
      defer { view.end() }
      return try source.write(
        to: output, format: format, replacing: force,
        threads: threads ?? ProcessorCount.allowed()
      ) { view.show($0) }
    }
    let comparison = try await subject?.compare(with: conversion.path, isQuiet: quiet)
    try print(conversion, comparison)
  }

  private func print(_ conversion: ConversionReport, _ comparison: ModelComparison?) throws {
    guard json else {
      return try Console.write(lines: QuantizeText(conversion, comparison).text)
    }
    var object = JSONObject([
      "path": .string(conversion.path), "format": .string(conversion.format.name),
      "bytes": .integer(conversion.bytes), "tensorBytes": .integer(conversion.tensorBytes),
      "stored": .array(
        conversion.shares.map {
          .members([
            "format": .string($0.format.name), "tensors": .integer($0.tensors),
            "bytes": .integer($0.bytes),
          ])
        }),
      "notes": .strings(conversion.notes),
    ])
    if let comparison {
      object["tokens"] = .integer(comparison.tokens)
      object["perplexity"] = .number(comparison.perplexity)
      object["originalPerplexity"] = .number(comparison.originalPerplexity)
      object["klDivergence"] = .number(comparison.klDivergence)
      object["sameChoiceFraction"] = .number(comparison.sameChoice)
    }
    try JSONPrinter.print(.object(object))
  }
}
