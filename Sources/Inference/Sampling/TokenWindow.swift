/// The last tokens of a text, and how often each occurs among them.
struct TokenWindow: Sendable {
  /// Number of tokens; `nil` for all.
  let length: Int?
  /// Number of occurrences of each token.
  private(set) var counts: [Int: Int] = [:]
  /// A ring once it is full; not used for the whole text, which no token leaves.
  private var tokens: [Int] = []
  private var oldest = 0

  /// A window that holds nothing yet.
  init(length: Int?) {
    self.length = length
    // A window as long as a context grows as it fills.
    let capacity = min(length ?? 1024, 1024)
    if length != nil { tokens.reserveCapacity(capacity) }
    counts.reserveCapacity(capacity + 1)
  }

  /// Takes the next token.
  mutating func accept(_ token: Int) {
    if length == 0 { return }
    counts[token, default: 0] += 1
    guard let length else { return }
    guard tokens.count == length else {
      tokens.append(token)
      return
    }
    let leaving = tokens[oldest]
    tokens[oldest] = token
    oldest = (oldest + 1) % length
    if let count = counts[leaving] { counts[leaving] = count == 1 ? nil : count - 1 }
  }
}
