/// Ranks neighbours by the score of the piece that they make together, as SentencePiece's BPE does.
struct ScoreRanking: MergeRanking, Sendable {
  private let table: PieceTable
  private let urgency: [UInt32]
  private var longest: Int

  /// A ranking by these scores, the greater the sooner.
  init(table: PieceTable, scores: [Float], longest: Int) {
    self.table = table
    self.longest = longest
    urgency = scores.map { score in
      // Turns the order of floats into that of integers, and reverses it. Adding zero makes -0 and
      // 0 equal.
      let bits = (score + 0).bitPattern
      return ~(bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits)
    }
  }

  /// The same ranking, without pieces that are longer than `length`.
  func limited(to length: Int) -> ScoreRanking {
    var ranking = self
    ranking.longest = min(longest, length)
    return ranking
  }

  func value(_ left: Symbol, _ right: Symbol, in text: [UInt8]) -> UInt64? {
    let range = left.start..<right.end
    guard range.count <= longest, !left.isFrozen, !right.isFrozen,
      let id = table.find(text, range)
    else { return nil }
    return UInt64(urgency[id]) << 32 | UInt64(id)
  }
}
