/// Finds the longest of a set of literal strings at a position of a text.
struct LiteralMatcher: Sendable {
  private let patterns: PieceList
  private let ids: [Int]
  private let table: PieceTable
  private let starts: [Bool]
  private let lengths: [Bool]

  /// A matcher of these strings; empty strings never match.
  init(_ patterns: PieceList, ids: [Int]) throws(TokenizerError) {
    self.patterns = patterns
    self.ids = ids
    var starts = [Bool](repeating: false, count: 256)
    var lengths = [Bool](repeating: false, count: patterns.longest + 1)
    for pattern in patterns {
      guard let first = pattern.first else { continue }
      starts[Int(first)] = true
      lengths[pattern.count] = true
    }
    self.starts = starts
    self.lengths = lengths
    table = try PieceTable(patterns, ids: 0..<patterns.count)
  }

  /// Tells whether there is nothing to match.
  var isEmpty: Bool { patterns.isEmpty }

  /// Tells whether a match may start with this byte.
  @inline(__always)
  func mayStart(with byte: UInt8) -> Bool { starts[Int(byte)] }

  /// The id and length of the longest string at `position` that `accepts` allows.
  func longest(
    _ text: [UInt8], at position: Int, end: Int,
    where accepts: (_ id: Int, _ end: Int) -> Bool = { _, _ in true }
  ) -> (id: Int, length: Int)? {
    guard starts[Int(text[position])] else { return nil }
    var hash = PieceTable.start
    var best: (id: Int, length: Int)?
    let limit = min(end - position, lengths.count - 1)
    var length = 0
    while length < limit {
      hash = PieceTable.step(hash, text[position + length])
      length += 1
      guard lengths[length],
        let index = table.find(text, position..<position + length, running: hash),
        accepts(ids[index], position + length)
      else { continue }
      best = (ids[index], length)
    }
    return best
  }
}
