import Generation

/// The draft of one sequence: its tokens in the pass at hand, and how those before fared.
struct DraftRecord {
  /// Tokens that are drafted to follow the last known one.
  private(set) var tokens: [Int] = []
  /// Number of them that were sampled.
  private(set) var accepted = 0
  /// Tells whether every token that was sampled in this pass is the drafted one.
  private(set) var holds = true
  private var length: DraftLength
  private var allProposed = 0
  private var allAccepted = 0

  /// A record of drafts of at most `most` tokens.
  init(most: Int) { length = DraftLength(most: most) }

  /// Counts of the whole answer.
  var report: SpeculationReport {
    SpeculationReport(proposedTokens: allProposed, acceptedTokens: allAccepted)
  }

  /// Tokens to draft for the next pass.
  mutating func nextLength() -> Int { length.next() }

  /// Takes the draft of a pass.
  mutating func take(_ tokens: [Int]) {
    self.tokens = tokens
    allProposed += tokens.count
  }

  /// Compares the token that was sampled with the drafted one in its place.
  mutating func verify(_ token: Int) {
    guard !tokens.isEmpty else { return }
    holds = holds && accepted < tokens.count && tokens[accepted] == token
    guard holds else { return }
    accepted += 1
    allAccepted += 1
  }

  /// Ends the pass; what was not sampled is forgotten.
  mutating func finishPass() {
    if !tokens.isEmpty { length.record(proposed: tokens.count, accepted: accepted) }
    tokens.removeAll(keepingCapacity: true)
    (accepted, holds) = (0, true)
  }
}
