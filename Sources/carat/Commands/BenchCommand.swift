import ArgumentParser
import Inference
import JSON
import Machine
import ModelSpec
import Sizing
import Tensors
import Tokenizers

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the speed of this machine with a model.",
    usage: "carat bench MODEL [options]",
    discussion: """
      Reading a prompt and generating are measured apart, without sampling, each from --depth tokens \
      in the cache; figures are medians of the repetitions, and totals over the sequences. Needs no \
      tokenizer.

        carat bench smollm2-135m-instruct
        carat bench ./model.gguf --prompt 2048 --generate 64 -t 4 --json
      """)

  @OptionGroup var model: ModelOption
  @Option(help: "Tokens to read; 0 leaves it out.") var prompt = 512
  @Option(help: "Tokens to generate; 0 leaves it out.") var generate = 128
  @Option(help: "Tokens that are in the cache before either starts.") var depth = 0
  @Option(help: "Sequences at once.") var sequences = 1
  @Option(help: "Tokens of the prompt that all sequences begin with; they are computed once.")
  var shared = 0
  @Option(
    help: ArgumentHelp(
      "Tokens of a prompt that is read while the sequences generate, to measure the gaps between "
        + "their tokens before and meanwhile.", valueName: "n"))
  var beside: Int?
  @Option(
    help: ArgumentHelp(
      "Most bytes of keys and values, which all sequences share. (default: each one's whole context)",
      valueName: "n"))
  var cacheBytes: Int?
  @Option(help: "Measurements, of which the median counts.") var repetitions = 3
  @Flag(help: "Print one JSON object on standard output, and nothing else.") var json = false
  @OptionGroup(title: "Engine") var engine: EngineFlags

  func validate() throws {
    for (name, value, least) in [
      ("prompt", prompt, 0), ("generate", generate, 0), ("depth", depth, 0),
      ("sequences", sequences, 1), ("repetitions", repetitions, 1), ("shared", shared, 0),
      ("beside", beside ?? 1, 1),
    ] {
      guard (least...1 << 24).contains(value) else {
        throw ValidationError("--\(name) must be between \(least) and \(1 << 24), got \(value)")
      }
    }
    guard shared <= prompt, shared == 0 || depth == 0 else {
      throw ValidationError(
        "--shared must be at most --prompt, from depth 0: got --shared \(shared), --prompt \(prompt) "
          + "and --depth \(depth)")
    }
    if beside != nil, shared > 0 {
      throw ValidationError("--beside goes without --shared")
    }
    try FlagRange.check("cache-bytes", cacheBytes, 1...1 << 60)
    guard prompt + generate > 0 else {
      throw ValidationError("--prompt 0 and --generate 0 leave nothing to measure")
    }
    if let context = engine.context, context < positions {
      throw ValidationError(
        "--context \(context) is too short: --prompt \(prompt), --generate \(generate) and --depth \(depth) "
          + "take \(positions)")
    }
  }

  /// Positions that the longer of the two measurements takes.
  private var positions: Int {
    // While the prompt is read, the others may generate as long.
    if let beside { return max(prompt, depth + 2 * generate + beside + 64) }
    return max(1, depth + max(prompt, generate))
  }

  /// The engine, with an error that says what of the request takes the memory: a shorter context
  /// cannot hold it.
  private func engine(_ model: LanguageModel) throws -> Engine {
    do {
      return try engine.engine(
        model, sequences: beside == nil ? sequences : sequences + 1, cacheBytes: cacheBytes,
        context: positions)
    } catch let error as EngineError {
      guard case .memory(let needed, let available, .context) = error, self.engine.context == nil
      else { throw error }
      let parts = [("--prompt", prompt), ("--generate", generate), ("--depth", depth)]
      let largest = parts.max { $0.1 < $1.1 }?.0 ?? "--prompt"
      throw CommandError(
        EngineError.memoryText(needed: needed, available: available)
          + "take a smaller \(sequences > 1 ? "\(largest) or fewer --sequences" : largest)"
          + LimitAdvice.suffix(for: error))
    }
  }

  func run() async throws {
    let opened = try LanguageModel(opening: try model.path())
    let engine = try engine(opened)
    let request = SpeedRequest(
      promptTokens: prompt, generatedTokens: generate, depth: depth, sequences: sequences,
      sharedTokens: shared)
    let progress = ProgressLine(quiet: self.engine.quiet)
    let measured = try await Interrupts.cancelling { [repetitions] in
      defer { progress.clear() }
      progress.show("warming up", atOnce: true)
      // The first touch of the weights reads them from the disk.
      _ = try await engine.measure(request.warmUp)
      var reports: [SpeedReport] = []
      for repetition in 1...repetitions {
        try Task.checkCancellation()
        progress.show("measuring: \(repetition) of \(repetitions)", atOnce: true)
        reports.append(try await engine.measure(request))
      }
      return reports
    }
    let gaps = try await gaps(engine, progress)
    // Before the probe, whose buffer is no part of the work.
    let peak = ProcessMemory.peakResidentBytes
    let result = BenchResult(
      engine: engine, request: request, reports: measured, peakResidentBytes: peak,
      reading: bandwidth(engine, request), gaps: gaps)
    if json {
      try JSONPrinter.print(JSONValue(encoding: result.record))
    } else {
      try Console.write(lines: result.text)
    }
  }

  /// Measures gaps between tokens, if asked for.
  private func gaps(
    _ engine: Engine, _ progress: ProgressLine
  ) async throws -> GapMeasurement.Report? {
    guard let beside else { return nil }
    let measurement = GapMeasurement(
      engine: engine, sequences: sequences, depth: depth, tokens: max(generate, 16),
      prompt: beside)
    return try await Interrupts.cancelling {
      defer { progress.clear() }
      progress.show("measuring gaps beside a prompt", atOnce: true)
      return try await measurement.run()
    }
  }

  /// Measures the bandwidth of memory, and that of as many bytes as a step reads, which caches may
  /// hold a part of.
  private func bandwidth(_ engine: Engine, _ request: SpeedRequest) -> DecodeBandwidth? {
    let room = (AvailableMemory.bytes() ?? Int.max) / 4
    guard
      let device = try? CPUDevice(threads: engine.threads, instructionSet: engine.instructionSet)
    else { return nil }
    return DecodeBandwidth(bytesPerStep: BenchResult.bytesOfStep(engine, request)) { bytes in
      try? BandwidthProbe(device, byteCount: max(1 << 20, min(bytes, room))).bytesPerSecond
    }
  }
}

extension SpeedRequest {
  /// The same in short.
  var warmUp: SpeedRequest {
    SpeedRequest(
      promptTokens: min(promptTokens, 16), generatedTokens: min(generatedTokens, 2),
      sequences: sequences)
  }
}
