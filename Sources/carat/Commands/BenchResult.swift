import Inference
import JSON
import ModelFiles
import ModelSpec
import Tensors
import Tokenizers

/// What the repetitions of a measurement say.
struct BenchResult {
  let engine: Engine
  let request: SpeedRequest
  let reports: [SpeedReport]
  let peakResidentBytes: Int?
  /// How fast bytes come, in bytes for each second.
  let reading: Reading?

  /// Rates of reading by all threads, bytes for each second.
  struct Reading {
    /// From memory.
    var memory: Double
    /// Of as many bytes as a step reads, which may in part come from caches.
    var best: Double
  }

  /// Tokens that were read in each repetition, of all sequences.
  private var promptTokens: Int { request.promptTokens * request.sequences }
  /// Tokens that were generated in each repetition, of all sequences.
  private var generatedTokens: Int { request.generatedTokens * request.sequences }

  private var promptRate: Double? {
    median(reports.compactMap(\.promptSeconds)).map { Double(promptTokens) / $0 }
  }

  private var generateRate: Double? {
    median(reports.compactMap(\.generateSeconds)).map { Double(generatedTokens) / $0 }
  }

  /// The share of what can be had at best that generating takes.
  private var bandwidthFraction: Double? {
    guard let generateRate, let reading, reading.best > 0 else { return nil }
    let step = Double(Self.bytesOfStep(engine, request))
    return step * generateRate / Double(request.sequences) / reading.best
  }

  /// Bytes that one step of generating reads: the weights, and the keys and values of each sequence.
  static func bytesOfStep(_ engine: Engine, _ request: SpeedRequest) -> Int {
    let position = request.depth + request.generatedTokens / 2
    let cache = engine.model.spec.cacheBytesRead(
      position: position, format: engine.memory.cacheFormat)
    let weights = engine.model.checkpoint.weightBytesRead(sequences: request.sequences)
    return weights + request.sequences * cache
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

  private func share(_ reading: Reading) -> String {
    guard let bandwidthFraction else { return "" }
    let share = "decode uses \(NumberText.fixed(100 * bandwidthFraction, 0)) % "
    guard reading.best > reading.memory * 1.02 else { return share + "of it" }
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

extension Checkpoint {
  /// Bytes of weights that one decoding step reads: not the embedding where the head is another tensor, and of experts
  /// those that work, at least as many as one token has.
  func weightBytesRead(sequences: Int) -> Int {
    let embedding = [spec.vocabularySize, spec.modelDimension]
    var skipsEmbedding = !spec.head.isTied
    var total = 0.0
    for entry in weights.entries {
      if skipsEmbedding, entry.shape == embedding, Self.isEmbedding(entry.name) {
        skipsEmbedding = false
        continue
      }
      total += Double(entry.byteCount) * (Self.isExpert(entry.name) ? expertShare(sequences) : 1)
    }
    return Int(total)
  }

  private static func isEmbedding(_ name: String) -> Bool {
    ["token_embd", "embed_tokens", "tok_embeddings", "wte", "in_out_embed"].contains {
      name.contains($0)
    }
  }

  private static func isExpert(_ name: String) -> Bool {
    name.contains("_exps") || name.contains(".experts.")
  }

  private func expertShare(_ sequences: Int) -> Double {
    for layer in spec.layers {
      if case .mixture(let mixture) = layer.feedForward {
        return min(1, Double(sequences * mixture.expertsPerToken) / Double(mixture.expertCount))
      }
    }
    return 1
  }
}
