/// The tokens that may still be drawn, narrowed without sorting.
struct CandidateList: Sendable {
  private(set) var items: [Candidate] = []

  var isEmpty: Bool { items.isEmpty }

  /// The sum of the weights.
  var mass: Double { items.reduce(0) { $0 + $1.weight } }

  /// The rank of the least likely candidate.
  var leastRank: UInt64 { items.reduce(.max) { min($0, $1.rank) } }

  mutating func removeAll() {
    items.removeAll(keepingCapacity: true)
  }

  mutating func append(_ candidate: Candidate) {
    items.append(candidate)
  }

  /// Gathers the `count` likeliest tokens, those of logit -infinity left out, in no order.
  ///
  /// The blocks whose greatest logits are the `count` greatest hold as many tokens that reach the
  /// least of these, so only tokens that reach it can be among the likeliest.
  mutating func gatherTop(_ count: Int, of logits: Span<Float>, _ scan: LogitScan) {
    var least = Int32.min
    if count < scan.maxima.count {
      removeAll()
      for (block, key) in scan.maxima.enumerated() { append(Candidate(key: key, token: block)) }
      keepLikeliest(count)
      least = items.reduce(.max) { min($0, $1.logit.orderKey) }
    }
    gather(keysFrom: least, of: logits, scan)
    keepLikeliest(count)
  }

  /// Gathers the tokens whose logit is at least `floor`, those of logit -infinity left out, by
  /// ascending id.
  mutating func gather(from floor: Double, of logits: Span<Float>, _ scan: LogitScan) {
    // Rounded down, so that no token at the floor is lost.
    gather(keysFrom: Float(floor).nextDown.orderKey, of: logits, scan)
  }

  private mutating func gather(keysFrom key: Int32, of logits: Span<Float>, _ scan: LogitScan) {
    removeAll()
    let least = max(key, (-Float.greatestFiniteMagnitude).orderKey)
    for block in scan.maxima.indices where scan.maxima[block] >= least {
      let tokens = LogitScan.tokens(ofBlock: block, vocabularySize: logits.count)
      for token in tokens {
        let key = logits[token].orderKey
        if key >= least { append(Candidate(key: key, token: token)) }
      }
    }
  }

  /// Gives each candidate its probability over that of the likeliest, at a temperature above 0.
  mutating func weigh(temperature: Double) {
    guard let greatest = items.max(by: { $0.rank < $1.rank })?.logit else { return }
    for index in items.indices {
      let distance = Double(items[index].logit) - Double(greatest)
      items[index].weight = exponential(distance / temperature)
    }
  }

  /// Keeps the `count` likeliest.
  mutating func keepLikeliest(_ count: Int) {
    guard count < items.count else { return }
    keepLikeliest(reaching: Double(count)) { _ in 1 }
  }

  /// Keeps the fewest of the likeliest whose weights reach `mass`.
  mutating func keepLikeliest(weighing mass: Double) {
    keepLikeliest(reaching: mass) { $0.weight }
  }

  /// Drops those whose weight is below `least`.
  mutating func drop(below least: Double) {
    items.removeAll { $0.weight < least }
  }

  /// Orders the candidates, the likeliest first.
  mutating func sort() {
    items.sort { $0.rank > $1.rank }
  }

  /// The candidate at a share in [0, 1) of the sum of weights.
  func token(at share: Double) -> Int? {
    var remaining = share * mass
    var last: Int?
    for item in items where item.weight > 0 {
      if remaining < item.weight { return item.token }
      remaining -= item.weight
      // Rounding may leave a rest after the last one.
      last = item.token
    }
    return last
  }

  /// Keeps the fewest of the likeliest whose measures add up to `target`.
  ///
  /// Quickselect (Hoare, CACM 4(7), 1961) by a sum in place of a count; pivots are drawn, so no
  /// order of logits makes it slow.
  private mutating func keepLikeliest(
    reaching target: Double, by measure: (Candidate) -> Double
  ) {
    var low = 0
    var high = items.count
    var missing = target
    var pivots = SplitMix64(seed: 0)
    while low < high {
      let pivot = low + Int(pivots.next() % UInt64(high - low))
      let (middle, sum) = partition(low..<high, around: pivot, by: measure)
      if sum >= missing {
        high = middle
      } else {
        missing -= sum + measure(items[middle])
        low = middle + 1
        if missing <= 0 { break }
      }
    }
    items.removeSubrange(low...)
  }

  /// Moves candidates likelier than the pivot before it; returns its new place and the sum of
  /// those measures.
  private mutating func partition(
    _ range: Range<Int>, around pivot: Int, by measure: (Candidate) -> Double
  ) -> (middle: Int, sum: Double) {
    let rank = items[pivot].rank
    items.swapAt(pivot, range.upperBound - 1)
    var middle = range.lowerBound
    var sum = 0.0
    for index in range.lowerBound..<range.upperBound - 1 where items[index].rank > rank {
      sum += measure(items[index])
      items.swapAt(index, middle)
      middle += 1
    }
    items.swapAt(middle, range.upperBound - 1)
    return (middle, sum)
  }
}
