import Generation
import ModelSpec
import Models
import Tensors

/// A measurement of prefill and decode, apart from each other and without sampling.
public struct SpeedRequest: Sendable, Hashable {
  /// Tokens of the prompt, for each sequence; 0 leaves prefill out.
  public var promptTokens: Int
  /// Tokens to generate, for each sequence; 0 leaves decode out.
  public var generatedTokens: Int
  /// Tokens that are in the cache before either starts.
  public var depth: Int
  /// Sequences at once.
  public var sequences: Int

  /// A measurement.
  public init(
    promptTokens: Int = 512, generatedTokens: Int = 128, depth: Int = 0, sequences: Int = 1
  ) {
    self.promptTokens = promptTokens
    self.generatedTokens = generatedTokens
    self.depth = depth
    self.sequences = sequences
  }

  func validate(context: Int, sequences most: Int) throws {
    guard promptTokens >= 0, generatedTokens >= 0, depth >= 0, sequences >= 1 else {
      throw GenerationError.invalidRequest(
        "prompt, generate and depth must be 0 or more, sequences 1 or more")
    }
    guard sequences <= most else {
      throw GenerationError.invalidRequest(
        "the engine has room for \(most) sequences, got \(sequences)")
    }
    let (needed, overflow) = depth.addingReportingOverflow(max(promptTokens, generatedTokens))
    guard !overflow, needed <= context else {
      throw GenerationError.promptTooLong(tokens: overflow ? Int.max : needed, context: context)
    }
  }
}

/// Seconds that prefill and decode took, all sequences together.
public struct SpeedReport: Sendable, Hashable {
  /// Seconds of prefill, or `nil` if left out.
  public var prefillSeconds: Double?
  /// Seconds of decode, or `nil` if left out.
  public var decodeSeconds: Double?
}

/// A measurement on its way.
struct SpeedJob {
  let request: SpeedRequest
  let cancellation: Cancellation
  let result: CheckedContinuation<SpeedReport, any Error>
}

extension LoneRunner {
  func run(_ job: SpeedJob) {
    do {
      job.result.resume(returning: try measure(job.request, job.cancellation))
    } catch {
      job.result.resume(throwing: error)
    }
  }

  /// - Throws: `CancellationError`.
  private func measure(
    _ request: SpeedRequest, _ cancellation: Cancellation
  ) throws -> SpeedReport {
    var report = SpeedReport()
    var sequences = (0..<request.sequences).map { CachedSequence(index: $0, cache: cache) }
    try extend(&sequences, by: request.depth, cancellation)
    if request.promptTokens > 0 {
      let start = ContinuousClock.now
      try extend(&sequences, by: request.promptTokens, cancellation)
      report.prefillSeconds = (ContinuousClock.now - start).inSeconds
      for index in sequences.indices { sequences[index].truncate(to: request.depth) }
    }
    if request.generatedTokens > 0 {
      let start = ContinuousClock.now
      for _ in 0..<request.generatedTokens { try extendByOne(&sequences, cancellation) }
      report.decodeSeconds = (ContinuousClock.now - start).inSeconds
    }
    return report
  }

  /// Some token; speed does not depend on which.
  private func token(_ position: Int, _ sequence: Int) -> Int {
    (position &* 7919 &+ sequence &* 104_729 &+ 17) % transformer.spec.vocabularySize
  }

  /// Computes `count` more tokens of each sequence, full passes, and logits at the end as a prompt
  /// has them.
  private func extend(
    _ sequences: inout [CachedSequence], by count: Int, _ cancellation: Cancellation
  ) throws {
    var batch = ForwardBatch(groups: cache.groups.count)
    var left = sequences.map { _ in count }
    while left.contains(where: { $0 > 0 }) {
      batch.removeAll()
      for index in sequences.indices where left[index] > 0 && batch.rows < transformer.maximumRows {
        let position = sequences[index].tokens.count
        let chunk = min(left[index], transformer.maximumRows - batch.rows)
        let tokens = (0..<chunk).map { token(position + $0, index) }
        sequences[index].append(tokens[...], length: position + left[index], to: &batch)
        left[index] -= chunk
      }
      _ = transformer.logits(try forward(batch, cancellation), rows: [batch.rows - 1])
    }
  }

  private func extendByOne(
    _ sequences: inout [CachedSequence], _ cancellation: Cancellation
  ) throws {
    var batch = ForwardBatch(groups: cache.groups.count)
    for index in sequences.indices {
      let position = sequences[index].tokens.count
      sequences[index].append([token(position, index)], length: position + 1, to: &batch)
    }
    _ = transformer.logits(try forward(batch, cancellation), rows: 0..<batch.rows)
  }

  private func forward(_ batch: ForwardBatch, _ cancellation: Cancellation) throws -> Matrix {
    let isCancelled = { cancellation.isCancelled }
    guard let hidden = transformer.forward(batch, cache: cache, isCancelled: isCancelled) else {
      throw CancellationError()
    }
    return hidden
  }
}
