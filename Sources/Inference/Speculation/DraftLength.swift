/// How many tokens to guess for a sequence, by what became of the guesses before.
///
/// The rule is told at `Speculation`. It looks at counts alone, so a run repeats it.
package struct ProposalPace: Sendable {
  /// Tokens of the first round.
  package static let beginning = 2
  /// Rounds without a right guess after which some are left out.
  package static let patience = 3
  /// Most rounds that are left out.
  package static let longestPause = 16

  private let most: Int
  private var count: Int
  private var misses = 0
  private var pause = 0

  /// A pace of at most `most` tokens a round.
  package init(most: Int) {
    self.most = most
    count = min(most, Self.beginning)
  }

  /// Tokens to guess in the next round; 0 in a pause.
  package mutating func next() -> Int {
    guard pause == 0 else {
      pause -= 1
      return 0
    }
    return count
  }

  /// Takes note of a round.
  package mutating func record(proposed: Int, accepted: Int) {
    if accepted == proposed {
      count = min(most, 2 * count)
    } else if 2 * accepted < proposed {
      count = max(1, count / 2)
    }
    guard accepted == 0 else {
      misses = 0
      return
    }
    misses += 1
    if misses >= Self.patience {
      pause = min(Self.longestPause, 1 << min(misses - Self.patience, 16))
    }
  }
}
