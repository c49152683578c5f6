import Testing

@testable import Tokenizers

@Suite("Tables of pieces")
struct PieceTableTests {
  /// More than several blocks of pieces, with empty, long and non-ASCII ones among them.
  private static let pieces: [String] =
    (0..<1500).map { $0 % 7 == 0 ? "é\($0)" : "piece \($0 * $0)" }
    + ["", "漢字", String(repeating: "a", count: 900)]

  private func find(_ text: String, in table: PieceTable) -> Int? {
    let bytes = Array(text.utf8)
    return table.find(bytes, 0..<bytes.count)
  }

  @Test("every piece is found by its bytes, and nothing else is")
  func findsAll() throws {
    let list = PieceList(Self.pieces)
    let table = try PieceTable(list, ids: 0..<list.count)
    for (id, piece) in Self.pieces.enumerated() { #expect(find(piece, in: table) == id) }
    for piece in ["piece", "é", "piece 2", "漢"] { #expect(find(piece, in: table) == nil) }
  }

  @Test(
    "of equal pieces the last counts, in one block and across blocks",
    arguments: [1, 127, 128, 700])
  func lastCounts(distance: Int) throws {
    var pieces = (0..<1000).map { "\($0)" }
    pieces[20] = "twice"
    pieces[20 + distance] = "twice"
    let table = try PieceTable(PieceList(pieces), ids: 0..<pieces.count)
    #expect(find("twice", in: table) == 20 + distance)
    #expect(find("19", in: table) == 19)
  }

  @Test("pieces that are left out are not found, and all others are")
  func leavesOut() throws {
    let list = PieceList(Self.pieces)
    let table = try PieceTable(list, ids: 0..<list.count) { $0 % 3 == 0 }
    for (id, piece) in Self.pieces.enumerated() {
      #expect(find(piece, in: table) == (id % 3 == 0 ? id : nil))
    }
  }

  @Test("ids of pieces known to be there come from their hashes alone")
  func presentIDs() throws {
    let list = PieceList(Self.pieces)
    let table = try PieceTable(list, ids: 0..<list.count)
    var hashes = Self.pieces.map { PieceTable.hash(Array($0.utf8), 0..<$0.utf8.count) }
    hashes.append(PieceTable.hash(Array("absent".utf8), 0..<6))
    var ids = [Int](repeating: -2, count: hashes.count)
    table.presentIDs(&hashes, into: &ids)
    #expect(ids == Array(Self.pieces.indices) + [-1])
  }

  @Test(
    "of merges named twice the first has its rank, in one block and across blocks",
    arguments: [1, 127, 300])
  func firstMergeCounts(distance: Int) throws {
    let letters = (0..<26).map { String(UnicodeScalar(97 + $0)) }
    let pairs = letters.flatMap { left in letters.map { left + $0 } }
    let pieces = PieceList(letters + pairs)
    let table = try PieceTable(pieces, ids: 0..<pieces.count)
    let others = try PieceTable(PieceList(), ids: 0..<0)
    var lines = pairs.map { "\($0.prefix(1)) \($0.suffix(1))" }
    lines[40 + distance] = lines[40]
    let merges = try MergeTable(
      MergeList(lines: PieceList(lines)), table: table, others: others, alphabet: nil)
    for (rank, line) in lines.enumerated() where rank != 40 + distance {
      let left = try #require(letters.firstIndex(of: String(line.prefix(1))))
      let right = try #require(letters.firstIndex(of: String(line.suffix(1))))
      let value = try #require(merges.value(Int32(left), Int32(right)))
      #expect(value == UInt64(rank) << 32 | UInt64(26 + 26 * left + right))
    }
  }
}
