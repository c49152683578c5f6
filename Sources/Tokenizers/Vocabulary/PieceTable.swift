/// Finds ids by the bytes of their piece: open addressing over one array, no object per piece.
///
/// A slot holds the upper half of the hash and the id plus one. The hash runs byte by byte, so that
/// the hashes of all prefixes of a text come for free; the longest-match searches rely on it.
struct PieceTable: Sendable {
  /// FNV-1a with a final mix (Fowler, Noll, Vo); `step` extends a running hash, `finish` makes it a
  /// slot number.
  static let start: UInt64 = 0xCBF2_9CE4_8422_2325

  @inline(__always)
  static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  @inline(__always)
  static func finish(_ hash: UInt64) -> UInt64 {
    let mixed = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
    return mixed ^ (mixed >> 29)
  }

  static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    var hash = start
    for index in range { hash = step(hash, bytes[index]) }
    return hash
  }

  /// A chain this long does not happen by chance at half load; a file that causes it was made to.
  private static let probeLimit = 1024

  private let pieces: PieceList
  private let slots: [UInt64]
  private let mask: Int
  /// Tells whether two pieces share a tag in one chain, so that a tag alone does not tell which
  /// piece is meant.
  private let isAmbiguous: Bool

  /// Makes a table of the pieces with these ids; of equal pieces, the last one counts.
  ///
  /// - Parameter includes: Leaves out the ids for which it is false.
  init(
    _ pieces: PieceList, ids: Range<Int>, where includes: (Int) -> Bool = { _ in true }
  ) throws(TokenizerError) {
    self.pieces = pieces
    var count = 0
    for id in ids where includes(id) { count += 1 }
    var capacity = 16
    while capacity < count * 3 / 2 { capacity *= 2 }
    mask = capacity - 1
    var slots = [UInt64](repeating: 0, count: capacity)
    guard let isAmbiguous = Self.fill(&slots, pieces, ids, where: includes) else {
      throw TokenizerError(
        .malformed, "the vocabulary holds more than \(Self.probeLimit) pieces that collide")
    }
    self.slots = slots
    self.isAmbiguous = isAmbiguous
  }

  /// Memory is slower here than arithmetic: looking at the slots of a whole block in a row lets the
  /// processor wait for many at once.
  static let blockSize = 128
  private static let tagMask: UInt64 = 0xFFFF_FFFF_0000_0000

  /// Puts ids into empty slots, and returns whether a tag is ambiguous, or `nil` if a chain grows
  /// too long.
  private static func fill(
    _ slots: inout [UInt64], _ pieces: PieceList, _ ids: Range<Int>, where includes: (Int) -> Bool
  ) -> Bool? {
    var block: [Int] = []
    block.reserveCapacity(blockSize)
    var isAmbiguous = false
    for start in stride(from: ids.lowerBound, to: ids.upperBound, by: blockSize) {
      block.removeAll(keepingCapacity: true)
      for id in start..<min(start + blockSize, ids.upperBound) where includes(id) {
        block.append(id)
      }
      if block.isEmpty { continue }
      guard insert(block, pieces, into: &slots, &isAmbiguous) else { return nil }
    }
    return isAmbiguous
  }

  /// Inserts a block of ids; works on views of the arrays, which neither count references nor ask
  /// who else owns them.
  private static func insert(
    _ block: [Int], _ pieces: PieceList, into slots: inout [UInt64], _ isAmbiguous: inout Bool
  ) -> Bool {
    var slots = slots.mutableSpan
    let hashes = hashes(pieces, block)
    let heads = heads(of: hashes, in: slots.span)
    let mask = slots.count - 1
    for (index, id) in block.enumerated() {
      let hash = hashes[index]
      var slot = Int(truncatingIfNeeded: hash) & mask
      // Nearly always empty, unless this block has filled it.
      if heads[index] != 0 || slots[slot] != 0 {
        guard let free = place(pieces, id, hash, in: slots.span, &isAmbiguous) else { return false }
        slot = free
      }
      slots[slot] = hash & tagMask | UInt64(id + 1)
    }
    return true
  }

  /// The finished hashes of some pieces.
  private static func hashes(_ pieces: PieceList, _ ids: [Int]) -> [UInt64] {
    let bytes = pieces.bytes.span
    let ends = pieces.ends.span
    return ids.map { id in
      var running = start
      for index in (id == 0 ? 0 : ends[id - 1])..<ends[id] { running = step(running, bytes[index]) }
      return finish(running)
    }
  }

  /// The slots where the chains of some hashes begin.
  private static func heads(of hashes: [UInt64], in slots: Span<UInt64>) -> [UInt64] {
    let mask = slots.count - 1
    return hashes.map { slots[Int(truncatingIfNeeded: $0) & mask] }
  }

  /// The slot for a piece whose first slot is taken: that of an equal piece, or the first empty one
  /// of the chain.
  private static func place(
    _ pieces: PieceList, _ id: Int, _ hash: UInt64, in slots: Span<UInt64>,
    _ isAmbiguous: inout Bool
  ) -> Int? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    for _ in 0..<probeLimit {
      let entry = slots[slot]
      if entry == 0 { return slot }
      if entry & tagMask == hash & tagMask {
        let other = Int(entry & 0xFFFF_FFFF) - 1
        if pieces.equal(other, pieces.bytes.span, pieces.range(of: id)) { return slot }
        isAmbiguous = true
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  @inline(__always)
  private func matches(_ entry: UInt64, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    pieces.equal(Int(entry & 0xFFFF_FFFF) - 1, bytes.span, range)
  }

  /// The id of the piece that equals these bytes.
  @inline(__always)
  func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    find(bytes, range, running: Self.hash(bytes, range))
  }

  /// The id of the piece that equals these bytes, whose running hash is known.
  @inline(__always)
  func find(_ bytes: [UInt8], _ range: Range<Int>, running: UInt64) -> Int? {
    let hash = Self.finish(running)
    let tag = hash & 0xFFFF_FFFF_0000_0000
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return nil }
      if entry & 0xFFFF_FFFF_0000_0000 == tag, matches(entry, bytes, range) {
        return Int(entry & 0xFFFF_FFFF) - 1
      }
      slot = (slot + 1) & mask
    }
  }

  /// The ids of the pieces with these running hashes, or -1 where a search that compares bytes has
  /// to decide.
  ///
  /// For pieces that the caller takes to be in the table. Bytes are not compared, which saves two
  /// cache misses of three. Bytes that are not in the table get -1 but for one case in billions.
  ///
  /// - Parameters:
  ///   - hashes: The hashes, finished here.
  ///   - ids: Takes the ids, as many as there are hashes.
  func presentIDs(_ hashes: inout [UInt64], into ids: inout [Int]) {
    let slots = slots.span
    var hashes = hashes.mutableSpan
    var ids = ids.mutableSpan
    for index in hashes.indices {
      hashes[index] = Self.finish(hashes[index])
      ids[index] = Int(truncatingIfNeeded: slots[Int(truncatingIfNeeded: hashes[index]) & mask])
    }
    for index in hashes.indices {
      var entry = UInt64(truncatingIfNeeded: ids[index])
      var slot = Int(truncatingIfNeeded: hashes[index]) & mask
      while entry != 0, (entry ^ hashes[index]) & Self.tagMask != 0 {
        slot = (slot + 1) & mask
        entry = slots[slot]
      }
      ids[index] = entry == 0 || isAmbiguous ? -1 : Int(entry & 0xFFFF_FFFF) - 1
    }
  }
}
