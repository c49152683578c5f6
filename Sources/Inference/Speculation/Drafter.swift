/// A source of drafts.
enum Drafter {
  /// The text itself.
  case lookup
  /// A second model.
  case model(DraftModel)

  /// A sequence that wants a draft.
  struct Request {
    /// Its place among the cached sequences, the same in both models.
    let place: Int
    /// All its tokens so far.
    let known: [Int]
    /// Most tokens to draft.
    let count: Int
  }

  /// A draft for each sequence; an empty one where there is nothing to go by.
  func drafts(for requests: [Request], isCancelled: () -> Bool) -> [[Int]] {
    switch self {
    case .lookup: requests.map { PromptLookup.draft(after: $0.known, count: $0.count) }
    case .model(let model): model.drafts(for: requests, isCancelled: isCancelled)
    }
  }
}
