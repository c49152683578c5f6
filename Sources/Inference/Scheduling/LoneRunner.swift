import Generation
import ModelSpec
import Models
import Tensors

/// Scores a sequence of tokens.
struct ScoreJob {
  let tokens: [Int]
  let cancellation: Cancellation
  let top: Int
  /// Told after each chunk how many tokens were computed.
  var onPrefill: (@Sendable (Int) -> Void)?
  let result: CheckedContinuation<Score, any Error>
}

/// Computes the embedding of a sequence of tokens.
struct EmbeddingJob {
  let tokens: [Int]
  let cancellation: Cancellation
  let result: CheckedContinuation<[Float], any Error>
}

/// Work that has the transformer for itself from beginning to end.
struct LoneRunner {
  let transformer: Transformer
  let cache: KeyValueCache

  /// Computes `tokens` from the beginning, chunk by chunk.
  ///
  /// - Parameters:
  ///   - body: Called after each chunk with its hidden rows and the index of its first token.
  /// - Throws: `CancellationError`, and what `body` throws.
  private func prefill(
    _ tokens: [Int], _ cancellation: Cancellation, _ body: (Matrix, Int) throws -> Void
  ) throws {
    var sequence = CachedSequence(index: 0, cache: cache)
    var batch = ForwardBatch(groups: cache.groups.count)
    var start = 0
    while start < tokens.count {
      let end = min(start + transformer.maximumRows, tokens.count)
      batch.removeAll()
      sequence.append(tokens[start..<end], length: tokens.count, to: &batch)
      let isCancelled = { cancellation.isCancelled }
      guard let hidden = transformer.forward(batch, cache: cache, isCancelled: isCancelled) else {
        throw CancellationError()
      }
      try body(hidden, start)
      start = end
    }
  }

  func run(_ job: ScoreJob) {
    do {
      var score = Score(logProbabilities: [nil], top: [])
      try prefill(job.tokens, job.cancellation) { hidden, start in
        var row = 0
        while row < hidden.rows {
          let count = min(transformer.maximumLogitRows, hidden.rows - row)
          let logits = transformer.logits(hidden, rows: row..<row + count)
          for index in 0..<count {
            try transformer.device.readBack(logits, row: index) {
              try append($0.span, after: start + row + index, job, &score)
            }
          }
          row += count
        }
        job.onPrefill?(start + hidden.rows)
      }
      job.result.resume(returning: score)
    } catch {
      job.result.resume(throwing: error)
    }
  }

  private func append(
    _ logits: Span<Float>, after position: Int, _ job: ScoreJob, _ score: inout Score
  ) throws {
    let values = try LogProbabilities(logits)
    if position + 1 < job.tokens.count {
      score.logProbabilities.append(
        values.logProbability(of: job.tokens[position + 1], in: logits))
    } else {
      score.top = values.top(job.top, in: logits)
    }
  }

  func run(_ job: EmbeddingJob) {
    var sum = [Double](repeating: 0, count: transformer.spec.modelDimension)
    do {
      try prefill(job.tokens, job.cancellation) { hidden, _ in
        let states = transformer.finalStates(hidden)
        transformer.device.readBack(states) { values in
          for row in 0..<states.rows {
            for column in sum.indices { sum[column] += Double(values[row * sum.count + column]) }
          }
        }
      }
    } catch {
      return job.result.resume(throwing: error)
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    job.result.resume(returning: sum.map { Float(length > 0 ? $0 / length : 0) })
  }
}
