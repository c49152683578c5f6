import ModelFiles
import ModelSpec
import Models
import Tensors

/// A smaller model that runs ahead of the target, greedily, with a cache of its own.
///
/// What it drafts never changes an answer, only how many passes the answer takes. Its cache follows
/// by comparison: before it drafts, each sequence is cut back to what it shares with the tokens
/// that are known, and the rest is prefilled. Beginnings are shared as in the model's own cache.
final class DraftModel {
  /// A sequence whose next token comes from a row of the pass.
  private struct Reader {
    let request: Int
    let row: Int
  }

  /// A sequence in the draft model's own cache.
  private struct Follower {
    /// Tokens whose keys and values are in the cache.
    var tokens: [Int] = []
    /// The length that rotary scalings were computed for.
    var rotaryLength = 0
    var table: BlockTable
  }

  /// Bytes of keys and values.
  var cacheBytes: Int { cache.byteCount }
  /// Bytes of work buffers.
  var workspaceBytes: Int { transformer.workspaceBytes }
  private let transformer: Transformer
  private let cache: KeyValueCache
  private let regimes: RotaryRegimes
  private let pool: BlockPool
  private var followers: [ObjectIdentifier: Follower] = [:]
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
    pool = BlockPool(cache)
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
        for request in requests { forget(request.sequence) }
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
          let row = batch.rows
          if append([token], of: request.sequence, length: nil) {
            next.append(Reader(request: reader.request, row: row))
          }
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
    let (known, id) = (request.known, ObjectIdentifier(request.sequence))
    var follower = followers[id] ?? begin(known)
    let common = zip(follower.tokens, known.dropLast()).prefix { $0 == $1 }.count
    if regimes.differ(follower.rotaryLength, known.count) || !canContinue(follower, at: common) {
      pool.release(&follower.table)
      follower = begin(known)
    } else {
      follower.tokens.removeLast(follower.tokens.count - common)
    }
    if regimes.kind(of: known.count) != nil {
      pool.commit(&follower.table, known, upTo: follower.tokens.count)
    }
    pool.slide(&follower.table, to: follower.tokens.count)
    let start = follower.tokens.count
    followers[id] = follower
    let end = min(known.count, start + transformer.maximumRows - batch.rows)
    guard start < end, append(known[start..<end], of: request.sequence, length: known.count) else {
      return nil
    }
    return end == known.count ? Reader(request: index, row: batch.rows - 1) : nil
  }

  /// A follower that holds what the cache has of its tokens.
  private func begin(_ known: [Int]) -> Follower {
    var follower = Follower(table: pool.table(kind: regimes.kind(of: known.count)))
    pool.adopt(&follower.table, known, limit: known.count - 1)
    let copies = pool.copyBeginning(&follower.table, known, limit: known.count - 1)
    for copy in copies {
      transformer.copyBlocks([copy.source], to: [copy.target], group: copy.group, in: cache)
    }
    follower.tokens = Array(known.prefix(follower.table.committed))
    follower.rotaryLength = follower.tokens.isEmpty ? 0 : known.count
    return follower
  }

  /// Tells whether nothing that others know of is written over, and no window reaches what
  /// slid out.
  private func canContinue(_ follower: Follower, at position: Int) -> Bool {
    guard position >= follower.table.committed else { return false }
    return pool.windows.enumerated().allSatisfy { group, window in
      window.map { follower.table.rows[group].first <= max(0, position - $0 + 1) / pool.blockSize }
        ?? true
    }
  }

  /// Puts tokens that follow into the pass.
  ///
  /// - Parameter length: Length of the sequence, or `nil` for the one with these tokens.
  /// - Returns: Whether there were blocks for them.
  private func append(_ tokens: ArraySlice<Int>, of sequence: TokenSequence, length: Int?) -> Bool {
    let id = ObjectIdentifier(sequence)
    guard var follower = followers.removeValue(forKey: id) else { return false }
    defer { followers[id] = follower }
    let position = follower.tokens.count
    guard pool.extend(&follower.table, to: position + tokens.count) else { return false }
    follower.rotaryLength = length ?? position + tokens.count
    batch.append(tokens, position: position, length: follower.rotaryLength)
    follower.tokens += tokens
    batch.setBlocks(of: follower.table, windows: pool.windows, blockSize: pool.blockSize)
    return true
  }

  /// Gives back the blocks of a sequence that is not in work any more.
  func forget(_ sequence: TokenSequence) {
    guard var follower = followers.removeValue(forKey: ObjectIdentifier(sequence)) else { return }
    pool.release(&follower.table)
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
