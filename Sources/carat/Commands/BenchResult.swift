import Inference
import ModelFiles
import ModelSpec
import PlainText
import Planning
import Sizing
import Tensors
import Tokenizers

/// The result of the repetitions of a measurement.
struct BenchResult {
  let engine: Engine
  let request: SpeedRequest
  let repetitions: Int
  /// The medians of the repetitions.
  let run: MeasuredRun
  /// Bandwidth of reading.
  let reading: DecodeBandwidth?
  /// Gaps between tokens, if they were measured.
  let gaps: GapMeasurement.Report?

  init(
    engine: Engine, request: SpeedRequest, reports: [SpeedReport], peakResidentBytes: Int?,
    reading: DecodeBandwidth?, gaps: GapMeasurement.Report? = nil
  ) {
    (self.engine, self.request, self.reading) = (engine, request, reading)
    self.gaps = gaps
    repetitions = reports.count
    var run = MeasuredRun(engine, request)
    run.peakResidentBytes = peakResidentBytes
    run.promptSeconds = Self.median(reports.compactMap(\.prefillSeconds))
    run.generateSeconds = Self.median(reports.compactMap(\.decodeSeconds))
    self.run = run
  }

  /// The share of what can be had at best that generating takes.
  private var bandwidthFraction: Double? {
    guard let rate = run.generatedTokensPerSecond else { return nil }
    return reading?.share(tokensPerSecond: rate, sequences: request.sequences)
  }

  /// Bytes that one step of generating reads: the weights, and the keys and values of
  /// each sequence.
  static func bytesOfStep(_ engine: Engine, _ request: SpeedRequest) -> Int {
    let position = request.depth + request.generatedTokens / 2
    let cache = engine.model.spec.cacheBytesRead(
      position: position, format: engine.memory.cacheFormat)
    let checkpoint = engine.model.checkpoint
    // What stands beside the model in a file is never read.
    let weights = try? WeightStorage(checkpoint.spec, storedIn: checkpoint.weights)
      .bytesReadPerStep(checkpoint.spec, sequences: request.sequences)
    return Int(weights ?? 0) + request.sequences * cache
  }

  /// The result as `bench --json` prints it.
  var record: BenchRecord {
    BenchRecord(
      model: engine.model.spec.name, architecture: engine.model.spec.architecture.rawValue,
      threads: run.threads, isa: run.instructionSet, kvPrecision: engine.memory.cacheFormat.name,
      context: run.context, depth: request.depth, sequences: run.sequences,
      repetitions: repetitions,
      prefill: BenchRecord.Phase(
        tokens: run.allPromptTokens, tokensPerSecond: run.promptTokensPerSecond),
      decode: BenchRecord.Phase(
        tokens: run.allGeneratedTokens, tokensPerSecond: run.generatedTokensPerSecond),
      peakResidentBytes: run.peakResidentBytes,
      readBandwidthBytesPerSecond: reading.map { Int($0.memory) },
      decodeBandwidthFraction: bandwidthFraction, gaps: gaps)
  }

  var text: String {
    var table = Table([.left, .right, .left])
    let spec = engine.model.spec
    var text = TextStyle.output.bold(engine.model.title.oneLine)
    text += "  \(spec.architecture.displayName), \(NumberText.count(engine.threads, "thread")), "
    text += "\(engine.instructionSet.rawValue), "
    text += "cache \(engine.memory.cacheFormat.name)"
    if request.depth > 0 { text += ", from depth \(NumberText.grouped(request.depth))" }
    if request.sequences > 1 { text += ", \(request.sequences) sequences" }
    for (name, rate, tokens) in [
      ("prefill", run.promptTokensPerSecond, run.allPromptTokens),
      ("decode", run.generatedTokensPerSecond, run.allGeneratedTokens),
    ] {
      guard let rate else { continue }
      table.add(name, "\(NumberText.rate(rate)) tokens/s", NumberText.count(tokens, "token"))
    }
    addGaps(to: &table)
    if let peakResidentBytes = run.peakResidentBytes {
      table.add(
        "peak resident memory", NumberText.decimalBytes(peakResidentBytes),
        NumberText.binaryBytes(peakResidentBytes))
    }
    if let reading {
      table.add("memory reads", "\(NumberText.decimalBytes(Int(reading.memory)))/s", share(reading))
    }
    return text + "\n" + table.text(indent: 2)
  }

  private func addGaps(to table: inout Table) {
    guard let gaps else { return }
    for (name, values) in [
      ("gap between tokens", gaps.undisturbed), ("gap beside a prompt", gaps.disturbed),
    ] {
      guard let values else { continue }
      table.add(
        name, "\(NumberText.fixed(1000 * values.medianSeconds, 1)) ms",
        "median; 99th percentile \(NumberText.fixed(1000 * values.p99Seconds, 1)) ms, n = \(values.n)"
      )
    }
    table.add(
      "prompt beside them",
      "\(NumberText.rate(Double(gaps.promptTokens) / gaps.promptSeconds)) tokens/s",
      NumberText.count(gaps.promptTokens, "token"))
  }

  private func share(_ reading: DecodeBandwidth) -> String {
    guard let bandwidthFraction else { return "" }
    let share = "decode uses \(NumberText.fixed(100 * bandwidthFraction, 0)) % "
    guard reading.isCached else { return share + "of it" }
    return share
      + "of the \(NumberText.decimalBytes(Int(reading.best)))/s that caches give at this size"
  }

  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}

extension ModelSpec {
  /// Bytes of keys and values that one token reads at a position: all before it, or a window
  /// of them.
  func cacheBytesRead(position: Int, format: StorageFormat) -> Int {
    layers.reduce(0) { sum, layer in
      let attention = layer.attention
      let seen = min(position, attention.window ?? position)
      let row = format.bytes(forElements: attention.headDimension) ?? 0
      return sum + 2 * attention.keyValueHeads * row * seen
    }
  }
}
