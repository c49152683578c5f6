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
  /// With a constraint, a token is drawn freely first; only if the constraint rejects it is one
  /// drawn anew, from the permitted tokens. Where nothing truncates, that is exactly the
  /// distribution over the permitted tokens.
  /// - Parameter logits: `[vocabularySize]`, the model's own; the penalties change some, and put
  ///   them back.
  /// - Throws: `GenerationError.failed` if a logit is NaN or +infinity, if all are -infinity, or if
  ///   the constraint permits no token.
  package mutating func sample(
    _ logits: inout MutableSpan<Float>, constraint: (any Constraint)? = nil
  ) throws(GenerationError) -> Int {
    precondition(logits.count == vocabularySize, "one logit for each token")
    recent.penalize(&logits)
    defer { recent.restore(&logits) }
    let draw = draws
    draws += 1
    try scan.read(logits.span)
    let token = drawFreely(logits.span, SplitMix64.uniform(at: 2 * draw, seed: seed))
    guard let constraint, !constraint.permits(token) else { return token }
    // A second value of the draw's own: the first one led to a rejected token.
    let share = SplitMix64.uniform(at: 2 * draw + 1, seed: seed)
    return try drawPermitted(logits.span, share, constraint)
  }

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

  private var limitsCount: Bool { sampling.topK > 0 && sampling.topK < vocabularySize }

  private mutating func drawFreely(_ logits: Span<Float>, _ share: Double) -> Int {
    let likeliest = scan.likeliest(logits)
    guard sampling.temperature > 0 else { return likeliest }
    guard limitsCount || sampling.topP < 1 || sampling.minP > 0 else {
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

  private mutating func drawPermitted(
    _ logits: Span<Float>, _ share: Double, _ constraint: any Constraint
  ) throws(GenerationError) -> Int {
    gatherPermitted(logits, constraint)
    if sampling.temperature > 0 {
      candidates.weigh(temperature: sampling.temperature)
      truncate(mass: candidates.mass)
      if let token = candidates.token(at: share) { return token }
    } else if let token = candidates.items.first?.token {
      return token
    }
    throw .failed(
      "the constraint permits none of the \(vocabularySize) tokens as the next one: the answer "
        + "so far cannot be completed; check the grammar or schema")
  }

  /// Leaves the permitted tokens in `candidates`, as many of the likeliest as Top-K keeps.
  ///
  /// Asks about the likeliest first, in sets that grow, because a constraint may be slow to answer.
  private mutating func gatherPermitted(_ logits: Span<Float>, _ constraint: any Constraint) {
    let wanted = sampling.temperature == 0 ? 1 : limitsCount ? sampling.topK : vocabularySize
    var size = wanted
    var asked = UInt64.max
    permitted.removeAll()
    while true {
      size = min(max(4 * size, 64), vocabularySize)
      candidates.gatherTop(size, of: logits, scan)
      for candidate in candidates.items
      where candidate.rank < asked && constraint.permits(candidate.token) {
        permitted.append(candidate)
      }
      asked = candidates.leastRank
      if permitted.items.count >= wanted || candidates.items.count < size { break }
      if size == vocabularySize { break }
    }
    permitted.keepLikeliest(wanted)
    swap(&candidates, &permitted)
  }
}
