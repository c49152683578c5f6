/// Finds ids by the bytes of their piece: open addressing over one array, no object per piece.
///
/// A slot holds the upper half of the hash and the id plus one. The hash runs byte by byte, so that the hashes of all prefixes
/// of a text come for free; the longest-match searches rely on it.
struct PieceTable: Sendable {
  /// FNV-1a with a final mix (Fowler, Noll, Vo); `step` extends a running hash, `finish` makes it a slot number.
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
  /// Whether two pieces share a tag in one chain, so that a tag alone does not tell which piece is meant.
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
    while capacity < count * 2 { capacity *= 2 }
    mask = capacity - 1
    var slots = [UInt64](repeating: 0, count: capacity)
    guard let isAmbiguous = Self.fill(&slots, pieces, ids, where: includes) else {
      throw TokenizerError(
        .malformed, "the vocabulary holds more than \(Self.probeLimit) pieces that collide")
    }
    self.slots = slots
    self.isAmbiguous = isAmbiguous
  }

  /// Puts ids into empty slots, and returns whether a tag is ambiguous, or `nil` if a chain grows too long.
  ///
  /// Works on views of the arrays: a quarter of a million insertions then neither count references nor ask who else owns them.
  private static func fill(
    _ slots: inout [UInt64], _ pieces: PieceList, _ ids: Range<Int>, where includes: (Int) -> Bool
  ) -> Bool? {
    var slots = slots.mutableSpan
    let bytes = pieces.bytes.span
    let ends = pieces.ends.span
    let mask = slots.count - 1
    var isAmbiguous = false
    for id in ids where includes(id) {
      let range = (id == 0 ? 0 : ends[id - 1])..<ends[id]
      var running = start
      for index in range { running = step(running, bytes[index]) }
      let hash = finish(running)
      let tag = hash & 0xFFFF_FFFF_0000_0000
      var slot = Int(truncatingIfNeeded: hash) & mask
      var probes = 0
      while slots[slot] != 0 {
        if slots[slot] & 0xFFFF_FFFF_0000_0000 == tag {
          if pieces.equal(Int(slots[slot] & 0xFFFF_FFFF) - 1, bytes, range) { break }
          isAmbiguous = true
        }
        probes += 1
        guard probes < probeLimit else { return nil }
        slot = (slot + 1) & mask
      }
      slots[slot] = tag | UInt64(id + 1)
    }
    return isAmbiguous
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

  /// The id of the piece with this running hash, or -1 where a search that compares bytes has to decide.
  ///
  /// For a piece that the caller takes to be in the table. Bytes are not compared, which saves two cache misses of three. Bytes that are not in the table get -1 but for one case in
  /// billions.
  @inline(__always)
  func presentID(running: UInt64) -> Int {
    if isAmbiguous { return -1 }
    let slots = slots.span
    let hash = Self.finish(running)
    let tag = hash & 0xFFFF_FFFF_0000_0000
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return -1 }
      if entry & 0xFFFF_FFFF_0000_0000 == tag { return Int(entry & 0xFFFF_FFFF) - 1 }
      slot = (slot + 1) & mask
    }
  }
}
