/// Sums of weights over a whole vocabulary, for draws that Top-K does not bound.
struct VocabularyMass: Sendable {
  /// Buckets for each unit of scaled logit below the greatest.
  private static let resolution = 8.0
  private var buckets = [Double](repeating: 0, count: 512)
  private var blocks: [Double]

  init(vocabularySize: Int) {
    let scan = LogitScan(vocabularySize: vocabularySize)
    blocks = Array(repeating: 0, count: scan.maxima.count)
  }

  /// The weight of all tokens, and a logit that every token of the nucleus reaches.
  ///
  /// One pass sums the weights by their distance from the greatest; the likeliest buckets that
  /// together reach `share` of all hold the nucleus, and little beside it.
  mutating func nucleus(
    _ share: Double, of logits: Span<Float>, _ scan: LogitScan, temperature: Double
  ) -> (mass: Double, floor: Double) {
    let greatest = Double(scan.maximum)
    let last = Double(buckets.count - 1)
    for index in buckets.indices { buckets[index] = 0 }
    for token in logits.indices {
      let distance = (greatest - Double(logits[token])) / temperature
      buckets[Int(min(distance * Self.resolution, last))] += exponential(-distance)
    }
    let mass = buckets.reduce(0, +)
    var reached = 0.0
    for (index, bucket) in buckets.dropLast().enumerated() {
      reached += bucket
      if reached >= share * mass {
        let depth = Double(index + 1) / Self.resolution * temperature
        return (mass, greatest - depth - 1e-12 * (abs(greatest) + depth))
      }
    }
    return (mass, -.infinity)
  }

  /// The token at a share in [0, 1) of the weight of all, counted by ascending id.
  mutating func token(
    at share: Double, of logits: Span<Float>, _ scan: LogitScan, temperature: Double
  ) -> Int {
    let greatest = Double(scan.maximum)
    func weight(_ token: Int) -> Double {
      exponential((Double(logits[token]) - greatest) / temperature)
    }
    var mass = 0.0
    for block in blocks.indices {
      var sum = 0.0
      for token in LogitScan.tokens(ofBlock: block, vocabularySize: logits.count) {
        sum += weight(token)
      }
      blocks[block] = sum
      mass += sum
    }
    var remaining = share * mass
    // Rounding may leave a rest after the last token of weight, which is then the one.
    var chosen = 0
    for block in blocks.indices where blocks[block] > 0 {
      chosen = block
      if remaining < blocks[block] { break }
      remaining -= blocks[block]
    }
    var last = scan.likeliest(logits)
    for token in LogitScan.tokens(ofBlock: chosen, vocabularySize: logits.count) {
      let weight = weight(token)
      guard weight > 0 else { continue }
      last = token
      if remaining < weight { break }
      remaining -= weight
    }
    return last
  }
}
