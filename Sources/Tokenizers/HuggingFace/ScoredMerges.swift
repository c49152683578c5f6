import JSON

/// Merges by rank that do what merging by score does.
///
/// Every way to cut a piece in two pieces is a merge; the merges of the piece with the best score
/// come first, and among equal scores those of one piece stay together.
struct ScoredMerges {
  private let core: TokenizerCore

  init(_ core: TokenizerCore) { self.core = core }

  /// The merges, the most urgent first.
  var pairs: [JSONValue] {
    let description = core.description
    let bytes = description.pieces.bytes
    let ids = core.kinds.indices.filter { core.kinds[$0] == .normal }.sorted {
      (-description.scores[$0], $0) < (-description.scores[$1], $1)
    }
    var pairs: [JSONValue] = []
    for id in ids {
      let range = description.pieces.range(of: id)
      for (left, right) in cuts(bytes, range) {
        pairs.append(
          .array([
            .string(String(decoding: bytes[left], as: UTF8.self)),
            .string(String(decoding: bytes[right], as: UTF8.self)),
          ]))
      }
    }
    return pairs
  }

  /// The ways to cut a piece in two, in the order of the ids of the halves.
  private func cuts(_ bytes: [UInt8], _ range: Range<Int>) -> [(Range<Int>, Range<Int>)] {
    var cuts: [(left: Int, right: Int, cut: Int)] = []
    for cut in range.dropFirst() where bytes[cut] & 0xC0 != 0x80 {
      guard let left = core.textTable.find(bytes, range.lowerBound..<cut),
        let right = core.textTable.find(bytes, cut..<range.upperBound),
        core.kinds[left] == .normal, core.kinds[right] == .normal
      else { continue }
      cuts.append((left, right, cut))
    }
    cuts.sort { ($0.left, $0.right) < ($1.left, $1.right) }
    return cuts.map { (range.lowerBound..<$0.cut, $0.cut..<range.upperBound) }
  }
}
