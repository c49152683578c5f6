import Generation

/// The guesses of one sequence: those of the pass at hand, and how those before fared.
struct ProposalRecord {
  /// Tokens that are guessed to follow the pending one.
  private(set) var tokens: [Int] = []
  /// How many of them were drawn.
  private(set) var confirmed = 0
  /// Whether every token that was drawn in this pass is the one that was guessed.
  private(set) var holds = true
  private var pace: ProposalPace
  private var proposed = 0
  private var accepted = 0

  /// A record of guesses of at most `most` tokens at once.
  init(most: Int) { pace = ProposalPace(most: most) }

  /// Counts of the whole answer.
  var report: SpeculationReport {
    SpeculationReport(proposedTokens: proposed, acceptedTokens: accepted)
  }

  /// Tokens to guess for the next pass.
  mutating func next() -> Int { pace.next() }

  /// Takes the guesses of a pass.
  mutating func propose(_ tokens: [Int]) {
    self.tokens = tokens
    proposed += tokens.count
  }

  /// Compares the token that was drawn with the guess that stood in its place.
  mutating func judge(_ token: Int) {
    guard !tokens.isEmpty else { return }
    holds = holds && confirmed < tokens.count && tokens[confirmed] == token
    guard holds else { return }
    confirmed += 1
    accepted += 1
  }

  /// Ends the pass; what was not drawn is forgotten.
  mutating func settle() {
    if !tokens.isEmpty { pace.record(proposed: tokens.count, accepted: confirmed) }
    tokens.removeAll(keepingCapacity: true)
    (confirmed, holds) = (0, true)
  }
}
