/// Byte-pair encoding, learned from a text: the most frequent pair is joined, again and again.
///
/// After Sennrich, Haddow and Birch (2016), section 3.2, with bytes for characters.
struct BytePairTraining {
  /// Bytes of each piece; the first 256 are the bytes themselves.
  private(set) var pieces: [[UInt8]] = (0...255).map { [$0] }
  /// The pieces that were joined, in their order.
  private(set) var merges: [Pair] = []

  /// Two pieces that stand side by side.
  struct Pair: Hashable, Comparable {
    var left: Int
    var right: Int

    static func < (one: Pair, other: Pair) -> Bool {
      (one.left, one.right) < (other.left, other.right)
    }
  }

  private var ids: [[UInt8]: Int] = [:]
  private var words: [(pieces: [Int], count: Int)]
  private var counts: [Pair: Int] = [:]
  /// Words that a pair stands in, or stood in.
  private var places: [Pair: [Int]] = [:]

  /// Trains on words until there are as many pieces, or no pair is left.
  init(_ text: [(text: String, count: Int)], pieces limit: Int) {
    words = text.map { ($0.text.utf8.map { Int($0) }, $0.count) }
    for index in words.indices { count(index, sign: 1) }
    while pieces.count < limit, let pair = mostFrequent { merge(pair) }
  }

  /// Of pairs that are as frequent, the first.
  private var mostFrequent: Pair? {
    counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  private mutating func count(_ index: Int, sign: Int) {
    let (pieces, count) = words[index]
    for (left, right) in zip(pieces, pieces.dropFirst()) {
      let pair = Pair(left: left, right: right)
      let sum = counts[pair, default: 0] + sign * count
      counts[pair] = sum > 0 ? sum : nil
      if sign > 0, places[pair]?.last != index { places[pair, default: []].append(index) }
    }
  }

  private mutating func merge(_ pair: Pair) {
    let joined = id(of: pieces[pair.left] + pieces[pair.right])
    merges.append(pair)
    for index in Set(places[pair] ?? []) {
      count(index, sign: -1)
      words[index].pieces = Self.join(pair, as: joined, in: words[index].pieces)
      count(index, sign: 1)
    }
    places[pair] = nil
  }

  /// The id of a piece, which another pair may have made already.
  private mutating func id(of piece: [UInt8]) -> Int {
    if let known = ids[piece] { return known }
    ids[piece] = pieces.count
    pieces.append(piece)
    return pieces.count - 1
  }

  private static func join(_ pair: Pair, as joined: Int, in pieces: [Int]) -> [Int] {
    var result: [Int] = []
    for piece in pieces {
      if piece == pair.right, result.last == pair.left {
        result[result.count - 1] = joined
      } else {
        result.append(piece)
      }
    }
    return result
  }
}
