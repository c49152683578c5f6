import ModelFiles
import ModelSpec
import Models
import Tensors

/// A transformer that reads several sequences in the same passes.
struct BatchRunner {
  let transformer: Transformer
  let cache: KeyValueCache

  init(_ checkpoint: Checkpoint, sequences: Int, context: Int = 256, rows: Int = 256) throws {
    let plan = MemoryPlan(
      context: context, sequences: sequences, rows: rows,
      positionsPerBlock: KeyValueStore.positionsPerBlock, cacheFormat: .f32)
    let device = try CPUDevice(threads: 2, instructionSet: .bestInFloat)
    transformer = try Transformer(
      checkpoint.spec, weights: ModelWeights(checkpoint.weightMap(), device: device),
      device: device, plan: plan)
    cache = try KeyValueCache(checkpoint.spec, plan: plan, device: device)
  }

  /// Log-probabilities after each token of each sequence, reading `step` tokens of every sequence
  /// a pass.
  func logProbabilities(_ sequences: [[Int]], step: Int) -> [[[Double]]] {
    var result = sequences.map { _ in [[Double]]() }
    var position = 0
    while position < sequences.map(\.count).max() ?? 0 {
      let active = sequences.indices.filter { sequences[$0].count > position }
      var batch = ForwardBatch(groups: cache.groups.count)
      for index in active { append(sequences[index], position, step, index, to: &batch) }
      guard let hidden = transformer.forward(batch, cache: cache) else { return result }
      for (span, index) in zip(batch.spans, active) {
        for row in span.row..<span.row + span.count {
          result[index].append(
            transformer.logSoftmax(transformer.logits(hidden, rows: [row]), 0))
        }
      }
      position += step
    }
    return result
  }

  private func append(
    _ tokens: [Int], _ position: Int, _ step: Int, _ sequence: Int, to batch: inout ForwardBatch
  ) {
    let end = min(position + step, tokens.count)
    batch.append(tokens[position..<end], position: position, length: tokens.count)
    for (group, count) in cache.blockCounts.enumerated() {
      let own = Int32(count / cache.plan.sequences)
      let window = cache.groups[group].window
      let first = window.map { max(0, position - $0 + 1) / KeyValueStore.positionsPerBlock } ?? 0
      batch.setRing(
        first...(end - 1) / KeyValueStore.positionsPerBlock, base: own * Int32(sequence),
        count: own,
        group: group)
    }
  }
}
