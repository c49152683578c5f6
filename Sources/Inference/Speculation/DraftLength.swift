/// The number of tokens to draft for a sequence, by what became of the drafts before.
///
/// The rule is told at `Speculation`. It looks at counts alone, so a run repeats it.
package struct DraftLength: Sendable {
  /// Tokens of the first draft.
  package static let beginning = 2
  /// Drafts without an accepted token after which passes go without one.
  package static let patience = 3
  /// Most passes in a row without a draft.
  package static let longestPause = 16

  private let most: Int
  private var count: Int
  private var misses = 0
  private var pause = 0

  /// A rule for drafts of at most `most` tokens.
  package init(most: Int) {
    self.most = most
    count = min(most, Self.beginning)
  }

  /// Tokens to draft for the next pass; 0 in a pause.
  package mutating func next() -> Int {
    guard pause == 0 else {
      pause -= 1
      return 0
    }
    return count
  }

  /// Takes note of a draft.
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
