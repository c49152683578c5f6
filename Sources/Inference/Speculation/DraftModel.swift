import ModelFiles
import ModelSpec
import Models
import Tensors

/// A smaller model that runs ahead of the one that answers, greedily, with a cache of its own.
///
/// What it says never changes an answer, only how many passes the answer takes. Its cache follows by comparison: before it
/// guesses, each sequence is cut back to what it shares with the tokens that are known, and the rest is read.
final class DraftModel {
  /// A sequence to guess for.
  struct Order {
    /// Its place in the cache.
    let slot: Int
    /// All its tokens so far.
    let known: [Int]
    /// Most tokens to guess.
    let count: Int
  }

  /// A sequence whose next token comes from a row of the pass.
  private struct Reader {
    let order: Int
    let row: Int
  }

  /// Bytes of keys and values.
  var cacheBytes: Int { cache.byteCount }
  /// Bytes of work buffers.
  var workspaceBytes: Int { transformer.workspaceBytes }
  private let transformer: Transformer
  private let cache: KeyValueCache
  private let regimes: RotaryRegimes
  private var slots: [SequenceSlot]
  private var batch: ForwardBatch
  private var scan: LogitScan

  /// - Throws: `ModelFileError` for weights that do not fit, `StorageError` if the memory cannot be had.
  init(_ model: LanguageModel, plan: MemoryPlan, device: any Device) throws {
    transformer = try Transformer(
      model.spec, weights: ModelWeights(model.checkpoint.weightMap(), device: device),
      device: device, plan: plan)
    let cache = try KeyValueCache(model.spec, plan: plan, device: device)
    self.cache = cache
    regimes = RotaryRegimes(model.spec)
    slots = (0..<plan.sequences).map { SequenceSlot(index: $0, cache: cache) }
    batch = ForwardBatch(groups: cache.groups.count)
    scan = LogitScan(vocabularySize: model.spec.vocabularySize)
  }

  /// The likeliest continuations, all sequences in the same passes.
  ///
  /// A sequence that the model has not read yet is read one pass at a time, so that nobody waits for a long prompt; until
  /// then it gets no guesses. Nor does it beyond the positions that the model has.
  func proposals(for orders: [Order], isCancelled: () -> Bool) -> [[Int]] {
    var proposals = orders.map { _ in [Int]() }
    batch.removeAll()
    var readers = orders.indices.compactMap { read(orders[$0], $0) }
    while batch.rows > 0 {
      guard let hidden = transformer.forward(batch, cache: cache, isCancelled: isCancelled) else {
        for order in orders { slots[order.slot].truncate(to: 0) }
        return orders.map { _ in [] }
      }
      batch.removeAll()
      guard !readers.isEmpty else { break }
      let logits = transformer.logits(hidden, rows: readers.map(\.row))
      var next: [Reader] = []
      for (row, reader) in readers.enumerated() {
        var likeliest: Int?
        transformer.device.readBack(logits, row: row) { likeliest = self.likeliest($0.span) }
        guard let token = likeliest else { continue }
        proposals[reader.order].append(token)
        let order = orders[reader.order]
        if proposals[reader.order].count < self.count(order) {
          next.append(Reader(order: reader.order, row: batch.rows))
          let length = slots[order.slot].tokens.count + 1
          slots[order.slot].append([token], length: length, to: &batch)
        }
      }
      readers = next
    }
    return proposals
  }

  /// Guesses for which the model has positions.
  private func count(_ order: Order) -> Int {
    min(order.count, cache.plan.context - order.known.count + 1)
  }

  /// Puts tokens of a sequence that the model has not read into the pass, as many as have room.
  ///
  /// - Returns: The row after which the guess begins, if all are in.
  private func read(_ order: Order, _ index: Int) -> Reader? {
    guard count(order) > 0 else { return nil }
    let (known, slot) = (order.known, order.slot)
    let isStale = regimes.differ(slots[slot].rotaryLength, known.count)
    slots[slot].truncate(to: isStale ? 0 : slots[slot].reusable(for: known))
    let start = slots[slot].tokens.count
    let end = min(known.count, start + transformer.maximumRows - batch.rows)
    guard start < end else { return nil }
    slots[slot].append(known[start..<end], length: known.count, to: &batch)
    return end == known.count ? Reader(order: index, row: batch.rows - 1) : nil
  }

  /// The likeliest token; `nil` for logits that are not numbers.
  private func likeliest(_ logits: Span<Float>) -> Int? {
    do {
      try scan.read(logits)
      return scan.likeliest(logits)
    } catch {
      return nil
    }
  }
}
