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
  private var slots: [UInt64]
  private var mask: Int
  /// Whether two pieces share a tag in one chain, so that a tag alone does not tell which piece is meant.
  private var isAmbiguous = false

  /// Makes a table of the pieces with these ids; of equal pieces, the last one counts.
  init(_ pieces: PieceList, ids: some Collection<Int>) throws(TokenizerError) {
    self.pieces = pieces
    var capacity = 16
    while capacity < ids.count * 2 { capacity *= 2 }
    slots = [UInt64](repeating: 0, count: capacity)
    mask = capacity - 1
    for id in ids { try insert(id) }
  }

  private mutating func insert(_ id: Int) throws(TokenizerError) {
    let range = pieces.range(of: id)
    let hash = Self.finish(Self.hash(pieces.bytes, range))
    let tag = hash & 0xFFFF_FFFF_0000_0000
    var slot = Int(truncatingIfNeeded: hash) & mask
    for _ in 0..<Self.probeLimit {
      let entry = slots[slot]
      let hasTag = entry & 0xFFFF_FFFF_0000_0000 == tag
      if entry == 0 || (hasTag && matches(entry, pieces.bytes, range)) {
        slots[slot] = tag | UInt64(id + 1)
        return
      }
      if hasTag { isAmbiguous = true }
      slot = (slot + 1) & mask
    }
    throw TokenizerError(
      .malformed, "the vocabulary holds more than \(Self.probeLimit) pieces that collide")
  }

  @inline(__always)
  private func matches(_ entry: UInt64, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    let own = pieces.range(of: Int(entry & 0xFFFF_FFFF) - 1)
    guard own.count == range.count else { return false }
    var position = range.lowerBound
    for index in own {
      guard pieces.bytes[index] == bytes[position] else { return false }
      position += 1
    }
    return true
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
