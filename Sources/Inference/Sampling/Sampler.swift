internal import Constraints
package import Generation

/// Draws tokens from the model's distribution.
///
/// Order: penalties, temperature, Top-K, Top-P, min-P, each on what the one before leaves, with its
/// probabilities renormalised. The vocabulary is never sorted, and weights are computed for all of
/// it only where neither Top-K nor min-P bounds them. The n-th draw depends on the seed, n and the
/// logits alone, on every platform. Once its buffers have grown, a draw allocates nothing.
package struct Sampler: Sendable {
  /// Settings of the draws.
  package let sampling: Sampling
  /// Number of logits.
  package let vocabularySize: Int
  /// The seed of the draws.
  package let seed: UInt64
  /// Number of draws that were made.
  package private(set) var draws: UInt64 = 0
  private var recent: RecentTokens
  private var scan: LogitScan
  private var vocabulary: VocabularyMass
  private var candidates = CandidateList()
  private var permitted = CandidateList()
  /// The logits before a mask was imposed.
  private var saved: [Float] = []

  /// A sampler of its own history and draws.
  ///
  /// - Throws: `GenerationError.invalidRequest` if a value of `sampling` is out of its range.
  package init(_ sampling: Sampling, vocabularySize: Int, seed: UInt64) throws {
    precondition(vocabularySize > 0 && vocabularySize <= Int(Int32.max))
    try sampling.validate()
    self.sampling = sampling
    self.vocabularySize = vocabularySize
    self.seed = seed
    recent = RecentTokens(sampling)
    scan = LogitScan(vocabularySize: vocabularySize)
    vocabulary = VocabularyMass(vocabularySize: vocabularySize)
  }

  /// Takes a token of the prompt, or one that was drawn, into the window of the penalties.
  package mutating func accept(_ token: Int) {
    recent.accept(token)
  }

  /// Draws the next token; it becomes part of the history by `accept`.
  ///
  /// With a rule, the draw follows the distribution over the tokens of its mask alone: others count
  /// as impossible before Top-K, Top-P and min-P. Where nothing truncates, a token is drawn freely
  /// first, and only if it is not permitted is one drawn anew, which comes to the same: a free draw
  /// that is permitted is one of the permitted tokens' distribution. A token of the mask that the
  /// rule refuses, since it leaves too little room, is left out, and the draw is repeated.
  /// - Parameters:
  ///   - logits: `[vocabularySize]`, the model's own; the penalties and a mask change some, and put
  ///     them back.
  ///   - rule: Permits tokens; asked, not told what is drawn.
  /// - Throws: `GenerationError.failed` if a logit is NaN or +infinity, if all are -infinity, or if
  ///   the rule permits no token; what the rule throws.
  package mutating func sample(
    _ logits: inout MutableSpan<Float>, rule: inout (any TokenRule)?
  ) throws(GenerationError) -> Int {
    precondition(logits.count == vocabularySize, "one logit for each token")
    recent.penalize(&logits)
    defer { recent.restore(&logits) }
    let draw = draws
    draws += 1
    try scan.read(logits.span)
    let isTruncated = sampling.temperature > 0 && truncates
    if rule == nil || !isTruncated {
      let token = drawFreely(logits.span, share(of: draw, attempt: 0))
      guard try !(rule?.permits(token) ?? true) else { return token }
    }
    if let mask = try rule?.mask(isTight: false) {
      return try drawMasked(&logits, draw, mask, &rule)
    }
    return try drawPermitted(logits.span, share(of: draw, attempt: 1), &rule)
  }

  /// A value in [0, 1) of a draw's own; the first may have led to a token that is not permitted.
  private func share(of draw: UInt64, attempt: UInt64) -> Double {
    // Two values of the seed's stream belong to each draw, and streams of their own to the rest.
    SplitMix64.uniform(
      at: 2 * draw + attempt % 2, seed: seed &+ attempt / 2 &* 0x9E37_79B9_7F4A_7C15)
  }

  /// Counts a draw of which the outcome was known, so that later draws are what they would be.
  package mutating func skip() { draws += 1 }

  /// The tokens that the next draw may give, the likeliest first, with their probabilities.
  ///
  /// - Throws: as `sample`.
  package mutating func distribution(
    _ logits: inout MutableSpan<Float>
  ) throws(GenerationError) -> [(token: Int, probability: Double)] {
    precondition(logits.count == vocabularySize, "one logit for each token")
    recent.penalize(&logits)
    defer { recent.restore(&logits) }
    try scan.read(logits.span)
    guard sampling.temperature > 0 else { return [(scan.likeliest(logits.span), 1)] }
    narrow(logits.span)
    candidates.sort()
    let mass = candidates.mass
    return candidates.items.map { ($0.token, $0.weight / mass) }
  }

  private var truncates: Bool { limitsCount || sampling.topP < 1 || sampling.minP > 0 }

  private var limitsCount: Bool { sampling.topK > 0 && sampling.topK < vocabularySize }

  private mutating func drawFreely(_ logits: Span<Float>, _ share: Double) -> Int {
    let likeliest = scan.likeliest(logits)
    guard sampling.temperature > 0 else { return likeliest }
    guard truncates else {
      return vocabulary.token(at: share, of: logits, scan, temperature: sampling.temperature)
    }
    narrow(logits)
    return candidates.token(at: share) ?? likeliest
  }

  /// Leaves the tokens that may be drawn in `candidates`.
  private mutating func narrow(_ logits: Span<Float>) {
    let temperature = sampling.temperature
    if limitsCount {
      candidates.gatherTop(sampling.topK, of: logits, scan)
      candidates.weigh(temperature: temperature)
      truncate(mass: candidates.mass)
    } else if sampling.topP < 1 {
      let (mass, floor) = vocabulary.nucleus(
        sampling.topP, of: logits, scan, temperature: temperature)
      candidates.gather(from: floor, of: logits, scan)
      candidates.weigh(temperature: temperature)
      truncate(mass: mass)
    } else {
      let depth = -temperature * logarithm(sampling.minP)
      let greatest = Double(scan.maximum)
      let floor = greatest - depth - 1e-12 * (abs(greatest) + depth)
      candidates.gather(from: floor, of: logits, scan)
      candidates.weigh(temperature: temperature)
      truncate(mass: candidates.mass)
    }
  }

  /// Top-P and min-P on weighed candidates that are, or come first in, a set of tokens that
  /// weigh `mass`.
  private mutating func truncate(mass: Double) {
    if sampling.topP < 1 { candidates.keepLikeliest(weighing: sampling.topP * mass) }
    if sampling.minP > 0 { candidates.drop(below: sampling.minP) }
  }

  /// Draws of the tokens of a mask.
  private mutating func drawMasked(
    _ logits: inout MutableSpan<Float>, _ draw: UInt64, _ mask: TokenMask,
    _ rule: inout (any TokenRule)?
  ) throws(GenerationError) -> Int {
    if saved.isEmpty { saved = [Float](repeating: 0, count: vocabularySize) }
    logits.withUnsafeMutableBufferPointer { logits in
      saved.withUnsafeMutableBufferPointer { _ = $0.update(from: logits) }
    }
    defer {
      logits.withUnsafeMutableBufferPointer { logits in
        saved.withUnsafeBufferPointer { _ = logits.update(from: $0) }
      }
    }
    mask.impose(on: &logits)
    for attempt in UInt64(1)... {
      guard scan.readFinite(logits.span) else { throw nothingPermitted }
      let token = drawFreely(logits.span, share(of: draw, attempt: attempt))
      if try rule?.permits(token) ?? true { return token }
      logits[token] = -.infinity
      // Many tokens may leave too little room, and then all are looked at together.
      if attempt == Self.patience, let tight = try rule?.mask(isTight: true) {
        tight.impose(on: &logits)
      }
    }
    throw nothingPermitted
  }

  /// Tokens that may be refused one by one.
  private static let patience: UInt64 = 8

  private mutating func drawPermitted(
    _ logits: Span<Float>, _ share: Double, _ rule: inout (any TokenRule)?
  ) throws(GenerationError) -> Int {
    try gatherPermitted(logits, &rule)
    if sampling.temperature > 0 {
      candidates.weigh(temperature: sampling.temperature)
      truncate(mass: candidates.mass)
      if let token = candidates.token(at: share) { return token }
    } else if let token = candidates.items.first?.token {
      return token
    }
    throw nothingPermitted
  }

  private var nothingPermitted: GenerationError {
    .failed(
      "the constraint permits none of the \(vocabularySize) tokens as the next one: the answer "
        + "so far cannot be completed; check the grammar or schema")
  }

  /// Leaves the permitted tokens in `candidates`, as many of the likeliest as Top-K keeps.
  ///
  /// Asks about the likeliest first, in sets that grow, because a rule may be slow to answer.
  private mutating func gatherPermitted(
    _ logits: Span<Float>, _ rule: inout (any TokenRule)?
  ) throws(GenerationError) {
    let wanted = sampling.temperature == 0 ? 1 : limitsCount ? sampling.topK : vocabularySize
    var size = wanted
    var asked = UInt64.max
    permitted.removeAll()
    while true {
      size = min(max(4 * size, 64), vocabularySize)
      candidates.gatherTop(size, of: logits, scan)
      for candidate in candidates.items where candidate.rank < asked {
        if try rule?.permits(candidate.token) ?? true { permitted.append(candidate) }
      }
      asked = candidates.leastRank
      if permitted.items.count >= wanted || candidates.items.count < size { break }
      if size == vocabularySize { break }
    }
    permitted.keepLikeliest(wanted)
    swap(&candidates, &permitted)
  }
}

extension TokenMask {
  /// Makes the tokens that do not belong impossible.
  fileprivate func impose(on logits: inout MutableSpan<Float>) {
    for (place, word) in words.enumerated() where word != .max {
      for token in place * 64..<max(place * 64, min(place * 64 + 64, logits.count))
      where word >> UInt64(token & 63) & 1 == 0 {
        logits[token] = -.infinity
      }
    }
    for token in min(words.count * 64, logits.count)..<logits.count { logits[token] = -.infinity }
  }
}
