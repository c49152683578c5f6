import ModelFiles
import ModelSpec
import Models
import Tensors

/// A smaller model that runs ahead of the target, greedily, with a cache of its own.
///
/// What it drafts never changes an answer, only how many passes the answer takes. Its cache follows
/// by comparison: before it drafts, each sequence is cut back to what it shares with the tokens
/// that are known, and the rest is prefilled.
final class DraftModel {
  /// A sequence whose next token comes from a row of the pass.
  private struct Reader {
    let request: Int
    let row: Int
  }

  /// Bytes of keys and values.
  var cacheBytes: Int { cache.byteCount }
  /// Bytes of work buffers.
  var workspaceBytes: Int { transformer.workspaceBytes }
  private let transformer: Transformer
  private let cache: KeyValueCache
  private let regimes: RotaryRegimes
  private var sequences: [CachedSequence]
  private var batch: ForwardBatch
  private var scan: LogitScan

  /// - Throws: `ModelFileError` for weights that do not fit, `StorageError` if the memory cannot
  ///   be had.
  init(_ model: LanguageModel, plan: MemoryPlan, device: any Device) throws {
    transformer = try Transformer(
      model.spec, weights: ModelWeights(model.checkpoint.weightMap(), device: device),
      device: device, plan: plan)
    let cache = try KeyValueCache(model.spec, plan: plan, device: device)
    self.cache = cache
    regimes = RotaryRegimes(model.spec)
    sequences = (0..<plan.sequences).map { CachedSequence(index: $0, cache: cache) }
    batch = ForwardBatch(groups: cache.groups.count)
    scan = LogitScan(vocabularySize: model.spec.vocabularySize)
  }

  /// The likeliest continuations, all sequences in the same passes.
  ///
  /// A sequence that is new to the model is prefilled one pass at a time, so that nobody waits for
  /// a long prompt; until then it gets no draft. Nor does it beyond the positions that the
  /// model has.
  func drafts(for requests: [Drafter.Request], isCancelled: () -> Bool) -> [[Int]] {
    var drafts = requests.map { _ in [Int]() }
    batch.removeAll()
    var readers = requests.indices.compactMap { prefill(requests[$0], $0) }
    while batch.rows > 0 {
      guard let hidden = transformer.forward(batch, cache: cache, isCancelled: isCancelled) else {
        for request in requests { sequences[request.place].truncate(to: 0) }
        return requests.map { _ in [] }
      }
      batch.removeAll()
      guard !readers.isEmpty else { break }
      let logits = transformer.logits(hidden, rows: readers.map(\.row))
      var next: [Reader] = []
      for (row, reader) in readers.enumerated() {
        var likeliest: Int?
        transformer.device.readBack(logits, row: row) { likeliest = self.likeliest($0.span) }
        guard let token = likeliest else { continue }
        drafts[reader.request].append(token)
        let request = requests[reader.request]
        if drafts[reader.request].count < count(request) {
          next.append(Reader(request: reader.request, row: batch.rows))
          let length = sequences[request.place].tokens.count + 1
          sequences[request.place].append([token], length: length, to: &batch)
        }
      }
      readers = next
    }
    return drafts
  }

  /// Tokens to draft for which the model has positions.
  private func count(_ request: Drafter.Request) -> Int {
    min(request.count, cache.plan.context - request.known.count + 1)
  }

  /// Puts tokens of a sequence that are not in the cache into the pass, as many as have room.
  ///
  /// - Returns: The row after which the draft begins, if all are in.
  private func prefill(_ request: Drafter.Request, _ index: Int) -> Reader? {
    guard count(request) > 0 else { return nil }
    let (known, place) = (request.known, request.place)
    let isStale = regimes.differ(sequences[place].rotaryLength, known.count)
    sequences[place].truncate(to: isStale ? 0 : sequences[place].reusable(for: known))
    let start = sequences[place].tokens.count
    let end = min(known.count, start + transformer.maximumRows - batch.rows)
    guard start < end else { return nil }
    sequences[place].append(known[start..<end], length: known.count, to: &batch)
    return end == known.count ? Reader(request: index, row: batch.rows - 1) : nil
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
