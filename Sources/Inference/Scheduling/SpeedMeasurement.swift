import Generation
import ModelSpec
import Models

/// What to measure: reading and generating, apart from each other and without sampling.
public struct SpeedRequest: Sendable, Hashable {
  /// Tokens to read, for each sequence; 0 leaves reading out.
  public var promptTokens: Int
  /// Tokens to generate, for each sequence; 0 leaves generating out.
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

/// Seconds that reading and generating took, all sequences together.
public struct SpeedReport: Sendable, Hashable {
  /// Seconds to read the prompts, or `nil` if left out.
  public var promptSeconds: Double?
  /// Seconds to generate, or `nil` if left out.
  public var generateSeconds: Double?
}

/// A measurement on its way.
struct SpeedJob {
  let request: SpeedRequest
  let result: CheckedContinuation<SpeedReport, any Error>
}

extension LoneRunner {
  func run(_ job: SpeedJob) {
    let request = job.request
    var report = SpeedReport()
    var slots = (0..<request.sequences).map { SequenceSlot(index: $0, cache: cache) }
    extend(&slots, by: request.depth)
    if request.promptTokens > 0 {
      let start = ContinuousClock.now
      extend(&slots, by: request.promptTokens)
      report.promptSeconds = GenerationJob.seconds(ContinuousClock.now - start)
      for slot in slots.indices { slots[slot].truncate(to: request.depth) }
    }
    if request.generatedTokens > 0 {
      let start = ContinuousClock.now
      for _ in 0..<request.generatedTokens { extendByOne(&slots) }
      report.generateSeconds = GenerationJob.seconds(ContinuousClock.now - start)
    }
    job.result.resume(returning: report)
  }

  /// Some token; speed does not depend on which.
  private func token(_ position: Int, _ sequence: Int) -> Int {
    (position &* 7919 &+ sequence &* 104_729 &+ 17) % transformer.spec.vocabularySize
  }

  /// Reads `count` more tokens in each sequence, full passes, and logits at the end as a prompt has them.
  private func extend(_ slots: inout [SequenceSlot], by count: Int) {
    var batch = ForwardBatch(groups: cache.groups.count)
    var left = slots.map { _ in count }
    while left.contains(where: { $0 > 0 }) {
      batch.removeAll()
      for index in slots.indices where left[index] > 0 && batch.rows < transformer.maximumRows {
        let position = slots[index].tokens.count
        let piece = min(left[index], transformer.maximumRows - batch.rows)
        let tokens = (0..<piece).map { token(position + $0, index) }
        slots[index].append(tokens[...], length: position + left[index], to: &batch)
        left[index] -= piece
      }
      guard let hidden = transformer.forward(batch, cache: cache) else { return }
      _ = transformer.logits(hidden, rows: [batch.rows - 1])
    }
  }

  private func extendByOne(_ slots: inout [SequenceSlot]) {
    var batch = ForwardBatch(groups: cache.groups.count)
    for index in slots.indices {
      let position = slots[index].tokens.count
      slots[index].append([token(position, index)], length: position + 1, to: &batch)
    }
    guard let hidden = transformer.forward(batch, cache: cache) else { return }
    _ = transformer.logits(hidden, rows: 0..<batch.rows)
  }
}
