internal import Generation

/// The last tokens, prompt included, and what the penalties make of their logits.
struct RecentTokens: Sendable {
  private let sampling: Sampling
  /// Tokens that the repetition penalty looks at; `nil` where it changes nothing.
  private var repeated: TokenWindow?
  /// Tokens that presence and frequency penalty look at; `nil` where they change nothing.
  private var present: TokenWindow?
  private var replaced: [(token: Int, logit: Float)] = []

  init(_ sampling: Sampling) {
    self.sampling = sampling
    if sampling.repetitionPenalty != 1 { repeated = TokenWindow(length: sampling.repetitionWindow) }
    if sampling.presencePenalty != 0 || sampling.frequencyPenalty != 0 {
      present = TokenWindow(length: sampling.penaltyWindow)
    }
    guard repeated != nil || present != nil else { return }
    replaced.reserveCapacity(
      min((repeated?.length ?? 1024) + (present?.length ?? 1024), 2048))
  }

  /// Takes the next token.
  mutating func accept(_ token: Int) {
    repeated?.accept(token)
    present?.accept(token)
  }

  /// Applies the penalties to the logits of the windows' tokens, and remembers what they were.
  mutating func penalize(_ logits: inout MutableSpan<Float>) {
    if let repeated {
      for token in repeated.counts.keys where logits.indices.contains(token) {
        penalize(&logits[token], token, isRepeated: true, count: present?.counts[token] ?? 0)
      }
    }
    guard let present else { return }
    for (token, count) in present.counts
    where repeated?.counts[token] == nil && logits.indices.contains(token) {
      penalize(&logits[token], token, isRepeated: false, count: count)
    }
  }

  /// Undoes `penalize`.
  mutating func restore(_ logits: inout MutableSpan<Float>) {
    for (token, logit) in replaced { logits[token] = logit }
    replaced.removeAll(keepingCapacity: true)
  }

  private mutating func penalize(
    _ logit: inout Float, _ token: Int, isRepeated: Bool, count: Int
  ) {
    guard logit.isFinite else { return }
    replaced.append((token, logit))
    var value = Double(logit)
    if isRepeated {
      value = value > 0 ? value / sampling.repetitionPenalty : value * sampling.repetitionPenalty
    }
    if count > 0 {
      value -= sampling.presencePenalty + Double(count) * sampling.frequencyPenalty
    }
    let limit = Double(Float.greatestFiniteMagnitude)
    logit = Float(min(max(value, -limit), limit))
  }
}
