/// Where guesses come from.
enum Proposer {
  /// The text itself.
  case lookup
  /// A second model.
  case draft(DraftModel)

  /// A sequence that wants guesses.
  struct Seeker {
    let job: GenerationJob
    /// Its place in the cache, the same in both models.
    let slot: Int
    /// Most tokens to guess.
    let count: Int
  }

  /// Gives each sequence its guesses; none where there is nothing to go by.
  func propose(for seekers: [Seeker], isCancelled: () -> Bool) {
    switch self {
    case .lookup:
      for seeker in seekers {
        seeker.job.propose(PromptLookup.proposals(after: seeker.job.known, count: seeker.count))
      }
    case .draft(let model):
      let guesses = model.proposals(
        for: seekers.map { DraftModel.Order(slot: $0.slot, known: $0.job.known, count: $0.count) },
        isCancelled: isCancelled)
      for (seeker, tokens) in zip(seekers, guesses) { seeker.job.propose(tokens) }
    }
  }
}
