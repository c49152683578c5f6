internal import Generation

/// The last tokens, prompt included, and what the penalties make of their logits.
struct RecentTokens: Sendable {
  private let sampling: Sampling
  private let isActive: Bool
  /// A ring once it is full.
  private var window: [Int] = []
  private var oldest = 0
  private var counts: [Int: Int] = [:]
  private var replaced: [(token: Int, logit: Float)] = []

  init(_ sampling: Sampling) {
    self.sampling = sampling
    isActive =
      sampling.penaltyWindow > 0
      && (sampling.repetitionPenalty != 1 || sampling.presencePenalty != 0
        || sampling.frequencyPenalty != 0)
    guard isActive else { return }
    // A window as long as a context grows as it fills.
    let capacity = min(sampling.penaltyWindow, 1024)
    window.reserveCapacity(capacity)
    counts.reserveCapacity(capacity + 1)
    replaced.reserveCapacity(capacity)
  }

  /// Takes the next token.
  mutating func accept(_ token: Int) {
    guard isActive else { return }
    counts[token, default: 0] += 1
    guard window.count == sampling.penaltyWindow else {
      window.append(token)
      return
    }
    let leaving = window[oldest]
    window[oldest] = token
    oldest = (oldest + 1) % window.count
    if let count = counts[leaving] { counts[leaving] = count == 1 ? nil : count - 1 }
  }

  /// Applies the penalties to the logits of the window's tokens, and remembers what they were.
  mutating func penalize(_ logits: inout MutableSpan<Float>) {
    for (token, count) in counts where logits.indices.contains(token) {
      let logit = logits[token]
      guard logit.isFinite else { continue }
      replaced.append((token, logit))
      logits[token] = penalized(logit, count)
    }
  }

  /// Undoes `penalize`.
  mutating func restore(_ logits: inout MutableSpan<Float>) {
    for (token, logit) in replaced { logits[token] = logit }
    replaced.removeAll(keepingCapacity: true)
  }

  private func penalized(_ logit: Float, _ count: Int) -> Float {
    var value = Double(logit)
    value = value > 0 ? value / sampling.repetitionPenalty : value * sampling.repetitionPenalty
    value -= sampling.presencePenalty + Double(count) * sampling.frequencyPenalty
    let limit = Double(Float.greatestFiniteMagnitude)
    return Float(min(max(value, -limit), limit))
  }
}
