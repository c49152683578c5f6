/// Finds the likeliest sequence of pieces for a text (Kudo 2018, arXiv:1804.10959; Viterbi over
/// byte positions).
struct UnigramSegmenter: Sendable {
  private struct Step {
    /// The sum of scores of the best way here; single precision, as in SentencePiece, so that ties
    /// fall alike.
    var score: Float = 0
    var start: Int32 = -1
    var id: Int32 = -1
  }

  private let table: PieceTable
  private let scores: [Float]
  private let kinds: [PieceKind]
  private let maximum: Float
  private let unknownScore: Float
  /// The longest piece that starts with two given bytes, which bounds the search at most positions
  /// to a few characters.
  private let longest: [UInt16]

  /// A segmenter for these pieces.
  init(table: PieceTable, pieces: PieceList, scores: [Float], kinds: [PieceKind]) {
    self.table = table
    self.scores = scores
    self.kinds = kinds
    var least = Float.greatestFiniteMagnitude
    var greatest = -Float.greatestFiniteMagnitude
    var longest = [UInt16](repeating: 0, count: 65536)
    for id in kinds.indices where kinds[id].isText {
      if kinds[id] == .normal {
        least = min(least, scores[id])
        greatest = max(greatest, scores[id])
      }
      let range = pieces.range(of: id)
      let key = Self.key(pieces.bytes, range)
      longest[key] = max(longest[key], UInt16(clamping: range.count))
    }
    maximum = greatest
    // What sentencepiece subtracts for a character that no piece holds.
    unknownScore = least - 10
    self.longest = longest
  }

  @inline(__always)
  private static func key(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    guard let first = range.first else { return 0 }
    return Int(bytes[first]) << 8 | (range.count > 1 ? Int(bytes[first + 1]) : 0)
  }

  /// Calls with each stretch of the best sequence; `nil` stands for a character without a piece.
  func segment(
    _ text: [UInt8], _ range: Range<Int>, _ body: (_ id: Int?, _ range: Range<Int>) -> Void
  ) {
    var steps = [Step](repeating: Step(), count: range.count + 1)
    var position = range.lowerBound
    var reach = position
    while position < range.upperBound {
      // Where no piece reaches across, the sum may start anew; single precision would not tell near
      // ties apart in long text.
      if reach == position, steps[position - range.lowerBound].score < Self.restartScore {
        steps[position - range.lowerBound].score = 0
      }
      position += advance(text, position, range, &steps, &reach)
    }
    var path: [(Int?, Range<Int>)] = []
    var end = range.count
    while end > 0 {
      let step = steps[end]
      let id = step.id < 0 ? nil : Int(step.id)
      path.append((id, range.lowerBound + Int(step.start)..<range.lowerBound + end))
      end = Int(step.start)
    }
    for (id, stretch) in path.reversed() { body(id, stretch) }
  }

  private static let restartScore: Float = -100_000

  /// Tries all pieces that start at a position, and returns the length of the character there.
  private func advance(
    _ text: [UInt8], _ position: Int, _ range: Range<Int>, _ steps: inout [Step],
    _ reach: inout Int
  ) -> Int {
    let here = position - range.lowerBound
    let base = steps[here].score
    let character = UTF8Scalar.read(text, at: position, end: range.upperBound).length
    let rest = position..<range.upperBound
    // A piece of one byte may start with any pair of bytes.
    let limit = min(
      rest.count, max(Int(longest[Self.key(text, rest)]), Int(longest[Int(text[position]) << 8])))
    var hash = PieceTable.start
    var hasCharacter = false
    var length = 0
    while length < limit {
      hash = PieceTable.step(hash, text[position + length])
      length += 1
      let end = position + length
      if end < range.upperBound, text[end] & 0xC0 == 0x80 { continue }
      guard let id = table.find(text, position..<end, running: hash), kinds[id] != .unused else {
        continue
      }
      if length == character { hasCharacter = true }
      reach = max(reach, end)
      let score: Float =
        kinds[id] == .userDefined
        ? Float(Double(Float(length) * maximum) - 0.1 + Double(base)) : scores[id] + base
      Self.offer(&steps[here + length], score, here, Int32(id))
    }
    reach = max(reach, position + character)
    if !hasCharacter { Self.offer(&steps[here + character], unknownScore + base, here, -1) }
    return character
  }

  @inline(__always)
  private static func offer(_ step: inout Step, _ score: Float, _ start: Int, _ id: Int32) {
    guard step.start < 0 || score > step.score else { return }
    step = Step(score: score, start: Int32(truncatingIfNeeded: start), id: id)
  }
}
