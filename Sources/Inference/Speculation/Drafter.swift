/// A source of drafts.
enum Drafter {
  /// The text itself.
  case lookup
  /// A second model.
  case model(DraftModel)

  /// A sequence that wants a draft.
  struct Request {
    let sequence: TokenSequence
    /// Most tokens to draft.
    let count: Int

    /// All its tokens so far.
    var known: [Int] { sequence.tokens }
  }

  /// Takes note that a sequence is not in work any more.
  func forget(_ sequence: TokenSequence) {
    if case .model(let model) = self { model.forget(sequence) }
  }

  /// A draft for each sequence; an empty one where there is nothing to go by.
  func drafts(for requests: [Request], isCancelled: () -> Bool) -> [[Int]] {
    switch self {
    case .lookup: requests.map { PromptLookup.draft(after: $0.known, count: $0.count) }
    case .model(let model): model.drafts(for: requests, isCancelled: isCancelled)
    }
  }
}
