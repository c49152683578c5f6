import Inference
import JSON
import ModelFiles
import ModelSpec
import Sizing
import Tensors
import Tokenizers

/// What the repetitions of a measurement say.
struct BenchResult {
  let engine: Engine
  let request: SpeedRequest
  let reports: [SpeedReport]
  let peakResidentBytes: Int?
  /// How fast bytes come.
  let reading: DecodeBandwidth?

  /// Tokens that were read in each repetition, of all sequences.
  private var promptTokens: Int { request.promptTokens * request.sequences }
  /// Tokens that were generated in each repetition, of all sequences.
  private var generatedTokens: Int { request.generatedTokens * request.sequences }

  private var promptRate: Double? {
    median(reports.compactMap(\.prefillSeconds)).map { Double(promptTokens) / $0 }
  }

  private var generateRate: Double? {
    median(reports.compactMap(\.decodeSeconds)).map { Double(generatedTokens) / $0 }
  }

  /// The share of what can be had at best that generating takes.
  private var bandwidthFraction: Double? {
    guard let generateRate else { return nil }
    return reading?.share(tokensPerSecond: generateRate, sequences: request.sequences)
  }

  /// Bytes that one step of generating reads: the weights, and the keys and values of each sequence.
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

  var members: KeyValuePairs<String, JSONValue> {
    [
      "model": .string(engine.model.spec.name),
      "architecture": .string(engine.model.spec.architecture.rawValue),
      "threads": .integer(engine.threads),
      "isa": .string(engine.instructionSet.rawValue),
      "kvPrecision": .string(engine.memory.cacheFormat.name),
      "context": .integer(engine.context),
      "depth": .integer(request.depth),
      "sequences": .integer(request.sequences),
      "repetitions": .integer(reports.count),
      "prefill": .members([
        "tokens": .integer(promptTokens), "tokensPerSecond": .optional(promptRate),
      ]),
      "decode": .members([
        "tokens": .integer(generatedTokens), "tokensPerSecond": .optional(generateRate),
      ]),
      "peakResidentBytes": .optional(peakResidentBytes),
      "readBandwidthBytesPerSecond": .optional(reading.map { Int($0.memory) }),
      "decodeBandwidthFraction": .optional(bandwidthFraction),
    ]
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
      ("prefill", promptRate, promptTokens), ("decode", generateRate, generatedTokens),
    ] {
      guard let rate else { continue }
      table.add(name, "\(NumberText.rate(rate)) tokens/s", NumberText.count(tokens, "token"))
    }
    if let peakResidentBytes {
      table.add(
        "peak resident memory", NumberText.decimalBytes(peakResidentBytes),
        NumberText.binaryBytes(peakResidentBytes))
    }
    if let reading {
      table.add("memory reads", "\(NumberText.decimalBytes(Int(reading.memory)))/s", share(reading))
    }
    return text + "\n" + table.text(indent: 2)
  }

  private func share(_ reading: DecodeBandwidth) -> String {
    guard let bandwidthFraction else { return "" }
    let share = "decode uses \(NumberText.fixed(100 * bandwidthFraction, 0)) % "
    guard reading.isCached else { return share + "of it" }
    return share
      + "of the \(NumberText.decimalBytes(Int(reading.best)))/s that caches give at this size"
  }

  private func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}

extension ModelSpec {
  /// Bytes of keys and values that one token reads at a position: all before it, or a window of them.
  func cacheBytesRead(position: Int, format: StorageFormat) -> Int {
    layers.reduce(0) { sum, layer in
      let attention = layer.attention
      let seen = min(position, attention.window ?? position)
      let row = format.bytes(forElements: attention.headDimension) ?? 0
      return sum + 2 * attention.keyValueHeads * row * seen
    }
  }
}
