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
    help: "What matrices are stored in: \(TargetFormat.all.map(\.name).joined(separator: ", ")).")
  var format: TargetFormat
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
  }

  func run() async throws {
    let source = try Source(input, seed: randomWeights)
    let (output, format, threads, quiet) = (output, format, threads, quiet)
    let conversion = try await Interrupts.cancelling {
      var view = ConversionProgressView(isQuiet: quiet)
      defer { view.end() }
      return try source.write(
        to: output, format: format, threads: threads ?? ProcessorCount.allowed()
      ) { view.show($0) }
    }
    var comparison: ModelComparison?
    if report, case .model(let checkpoint) = source {
      comparison = try await compare(checkpoint.path, with: conversion.path)
    }
    try print(conversion, comparison)
  }

  private func compare(_ original: String, with other: String) async throws -> ModelComparison {
    let original = try LanguageModel(opening: original)
    let other = try LanguageModel(opening: other)
    let (text, threads) = (text, threads)
    return try await Interrupts.cancelling {
      let tokens = try await ComparisonText.tokens(for: original, file: text, threads: threads)
      return try ModelComparison(
        original: original, other: other, tokens: tokens, threads: threads)
    }
  }

  private func print(_ conversion: ConversionReport, _ comparison: ModelComparison?) throws {
    guard json else {
      return try Console.write(QuantizeText(conversion, comparison).text)
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
    try Console.write(JSONPrinter.text(.object(object)) + "\n")
  }
}

extension QuantizeCommand {
  /// What is written: a model with its weights, or a shape with random ones.
  enum Source: Sendable {
    case model(Checkpoint)
    case random(RandomModel)

    init(_ name: String, seed: UInt64?) throws {
      guard let seed else {
        self = .model(try Checkpoint(opening: ModelPath(name).path))
        return
      }
      if let known = Catalogue.model(named: name) {
        guard let spec = known.spec else {
          throw CommandError(
            "'\(name)' has no public architecture, so no file of its shape can be made")
        }
        self = .random(RandomModel(spec, seed: seed))
      } else {
        self = .random(RandomModel(try ConfigFile(name).spec, seed: seed))
      }
    }

    func write(
      to path: String, format: TargetFormat, threads: Int,
      progress: @escaping (ConversionProgress) throws -> Void
    ) throws -> ConversionReport {
      switch self {
      case .model(let checkpoint):
        try ModelConverter(checkpoint)
          .convert(to: path, format: format, threads: threads, progress: progress)
      case .random(let model):
        try model.write(to: path, format: format, threads: threads, progress: progress)
      }
    }
  }
}
