package import Generation

/// The model's log-probabilities of the next token: natural logarithms of the softmax of its own
/// logits, before any penalty or temperature.
package struct LogProbabilities: Sendable {
  /// The logarithm of the sum of all eˡᵒᵍⁱᵗ, summed in `Double`.
  package let normalizer: Double
  private let scan: LogitScan

  /// Reads `logits`, `[vocabularySize]`.
  ///
  /// - Throws: `GenerationError.failed` if a logit is NaN or +infinity, or if all are -infinity.
  package init(_ logits: Span<Float>) throws(GenerationError) {
    var scan = LogitScan(vocabularySize: logits.count)
    try scan.read(logits)
    let greatest = Double(scan.maximum)
    var sum = 0.0
    for token in logits.indices { sum += exponential(Double(logits[token]) - greatest) }
    normalizer = greatest + logarithm(sum)
    self.scan = scan
  }

  /// The log-probability of `token`, given the logits that this was made from.
  package func logProbability(of token: Int, in logits: Span<Float>) -> Double {
    Double(logits[token]) - normalizer
  }

  /// The `count` likeliest tokens, the likeliest first, the lower id first among equals; impossible
  /// ones are left out.
  package func top(_ count: Int, in logits: Span<Float>) -> [TokenLogProbability] {
    guard count > 0 else { return [] }
    var candidates = CandidateList()
    candidates.gatherTop(count, of: logits, scan)
    candidates.sort()
    return candidates.items.map {
      TokenLogProbability(token: $0.token, logProbability: Double($0.logit) - normalizer)
    }
  }
}
