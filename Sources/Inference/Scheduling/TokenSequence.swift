import ModelSpec

/// A sequence in the engine: its tokens, the blocks where their keys and values lie, and how far
/// it is computed.
// Safety: made by the caller, then used by the computing thread alone; the cancellation is
// thread-safe by itself.
final class TokenSequence: @unchecked Sendable {
  /// The work that the sequence is for.
  let work: SequenceWork
  /// Tells that nobody waits for it any more.
  let cancellation: Cancellation
  /// The client that asked for it; clients take turns.
  let client: String
  /// Precedence over others; greater comes first.
  let priority: Int
  /// All tokens that are known: of the prompt, and those that were sampled.
  var tokens: [Int]
  /// Tokens whose keys and values are in the cache.
  var computed = 0
  /// Its blocks; none while it waits.
  var table = BlockTable(root: nil, groups: 0)
  /// The length that rotary scalings were computed for.
  var rotaryLength = 0
  /// Its place among all that were ever admitted; 0 before.
  var order = 0
  /// Hashes of the beginnings of the tokens that fill whole blocks.
  private(set) var beginnings: [UInt64] = []
  /// Tells whether it has all that was wanted.
  var isDone = false
  /// Tokens drafted to follow the known ones in the pass at hand.
  var drafted: [Int] = []

  /// A sequence that nothing was computed of.
  init(
    _ work: SequenceWork, tokens: [Int], cancellation: Cancellation, client: String? = nil,
    priority: Int = 0
  ) {
    self.work = work
    self.tokens = tokens
    self.cancellation = cancellation
    self.client = client ?? ""
    self.priority = priority
  }

  /// Tells whether it is in work.
  var hasPlace: Bool { !table.rows.isEmpty }

  /// Length of the sequence with all tokens that are known.
  var length: Int { tokens.count }

  /// Tells whether it adds a token, or those of a draft, in each pass.
  var isDecoding: Bool { work.isDecoding }

  /// The next tokens to compute, the draft included.
  func nextChunk(limit: Int) -> ArraySlice<Int> {
    let chunk = tokens[computed..<min(tokens.count, computed + limit)]
    return drafted.isEmpty ? chunk : chunk + drafted
  }

  /// Hashes the beginnings that the pool can share, of tokens that are new since the last time.
  func hashBeginnings(blockSize: Int) {
    guard let root = table.root else { return }
    for block in beginnings.count..<max(beginnings.count, tokens.count / blockSize) {
      var hash = TokenHash(beginnings.last ?? UInt64(UInt32(bitPattern: root)))
      for token in tokens[block * blockSize..<(block + 1) * blockSize] { hash.combine(token) }
      beginnings.append(hash.value)
    }
  }

  /// Forgets what belonged to its table.
  func forgetTable() {
    table = BlockTable(root: nil, groups: 0)
    computed = 0
    rotaryLength = 0
    beginnings.removeAll(keepingCapacity: true)
    drafted.removeAll(keepingCapacity: true)
  }
}
