import Generation
import ModelFiles
import Models
package import Tensors

/// The distance of a model's predictions from those of the model that it was made of, on the
/// same tokens.
package struct ModelComparison: Sendable {
  /// Tokens that both have read.
  package private(set) var tokens = 0
  /// Perplexity of the original on them.
  package var originalPerplexity: Double {
    1 / exponential(-originalLoss / Double(max(tokens - 1, 1)))
  }
  /// Perplexity of the other on them.
  package var perplexity: Double { 1 / exponential(-otherLoss / Double(max(tokens - 1, 1))) }
  /// Mean of the Kullback-Leibler divergence of the other's next-token distribution from the
  /// original's, in nats.
  package var klDivergence: Double { divergence / Double(max(positions, 1)) }
  /// Share of positions where both find the same token likeliest.
  package var sameChoice: Double { Double(agreements) / Double(max(positions, 1)) }

  private var originalLoss = 0.0
  private var otherLoss = 0.0
  private var divergence = 0.0
  private var agreements = 0
  private var positions = 0

  /// Checks that a model can read these tokens here.
  ///
  /// - Throws: What reading them would throw at once: `GenerationError` for tokens out of range,
  ///   `EngineError` if memory does not suffice, `ModelFileError` for an architecture that is
  ///   not run.
  package static func check(_ model: LanguageModel, tokens: [Int], threads: Int?) throws {
    try model.check(tokens)
    _ = try model.checkpoint.weightMap()
    _ = try EnginePlan(model.checkpoint, options(tokens, threads, nil))
  }

  private static func options(
    _ tokens: [Int], _ threads: Int?, _ instructionSet: InstructionSet?
  ) -> EngineOptions {
    EngineOptions(
      threads: threads, context: max(tokens.count, 1), rows: 32, instructionSet: instructionSet)
  }

  /// Reads `tokens` with both models, a few at a time.
  ///
  /// - Parameter progress: Called with the tokens that have been read.
  /// - Throws: `ModelFileError` for weights that do not fit, `GenerationError` for tokens or logits
  ///   out of range, `EngineError` if memory does not suffice, `CancellationError`.
  package init(
    original: LanguageModel, other: LanguageModel, tokens: [Int], threads: Int?,
    instructionSet: InstructionSet? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws {
    try original.check(tokens)
    try other.check(tokens)
    let options = Self.options(tokens, threads, instructionSet)
    let left = try LogitReader(original, options)
    let right = try LogitReader(other, options)
    self.tokens = tokens.count
    var start = 0
    while start < tokens.count {
      try Task.checkCancellation()
      let chunk = start..<min(start + min(left.rows, right.rows), tokens.count)
      guard let one = left.logits(tokens, chunk), let two = right.logits(tokens, chunk) else {
        return
      }
      for (row, position) in chunk.enumerated() {
        let next = position + 1 < tokens.count ? tokens[position + 1] : nil
        try left.device.readBack(one, row: row) { p in
          try right.device.readBack(two, row: row) { q in try add(p.span, q.span, next: next) }
        }
      }
      start = chunk.upperBound
      try progress(start)
    }
  }

  private mutating func add(_ p: Span<Float>, _ q: Span<Float>, next: Int?) throws {
    let (original, other) = (try LogProbabilities(p), try LogProbabilities(q))
    if let next {
      originalLoss -= original.logProbability(of: next, in: p)
      otherLoss -= other.logProbability(of: next, in: q)
    }
    var sum = 0.0
    for token in p.indices {
      let left = original.logProbability(of: token, in: p)
      guard left > -80 else { continue }
      sum += exponential(left) * (left - other.logProbability(of: token, in: q))
    }
    divergence += sum
    positions += 1
    if original.top(1, in: p).first?.token == other.top(1, in: q).first?.token { agreements += 1 }
  }
}

/// A transformer that computes one sequence and gives all logits.
private final class LogitReader {
  private let transformer: Transformer
  private let cache: KeyValueCache
  private let pool: BlockPool
  private var table: BlockTable

  init(_ model: LanguageModel, _ options: EngineOptions) throws {
    let plan = try EnginePlan(model.checkpoint, options)
    let device = try CPUDevice(threads: plan.threads, instructionSet: options.instructionSet)
    transformer = try Transformer(
      model.spec, weights: ModelWeights(model.checkpoint.weightMap(), device: device),
      device: device, plan: plan.memory)
    cache = try KeyValueCache(model.spec, plan: plan.memory, device: device)
    pool = BlockPool(cache)
    table = pool.table(kind: nil)
  }

  /// The device that holds its logits.
  var device: any Device { transformer.device }

  /// Most tokens of a chunk.
  var rows: Int { min(transformer.maximumRows, transformer.maximumLogitRows) }

  /// Logits after each token of a chunk, `[chunk, vocabulary]`.
  func logits(_ tokens: [Int], _ chunk: Range<Int>) -> Matrix? {
    var batch = ForwardBatch(groups: cache.groups.count)
    batch.append(tokens[chunk], position: chunk.lowerBound, length: tokens.count)
    guard pool.extend(&table, to: chunk.upperBound) else { return nil }
    batch.setBlocks(of: table, windows: pool.windows, blockSize: pool.blockSize)
    defer { pool.slide(&table, to: chunk.upperBound) }
    guard let hidden = transformer.forward(batch, cache: cache) else { return nil }
    return transformer.logits(hidden, rows: 0..<chunk.count)
  }
}
