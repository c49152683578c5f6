import Inference
import Testing

@Suite("Pace of guessing")
struct ProposalPaceTests {
  /// The counts of the next rounds if each has this many right.
  private func counts(_ pace: inout ProposalPace, _ rounds: Int, accepted: Int) -> [Int] {
    (0..<rounds).map { _ in
      let count = pace.next()
      if count > 0 { pace.record(proposed: count, accepted: min(accepted, count)) }
      return count
    }
  }

  @Test("rounds without a right guess halve the number, then leave more and more out")
  func misses() {
    var pace = ProposalPace(most: 8)
    let expected = [8, 4, 2, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1]
    #expect(counts(&pace, 13, accepted: 0) == expected)
  }

  @Test("pauses end, however long nothing was right")
  func longestPause() {
    var pace = ProposalPace(most: 8)
    let counts = counts(&pace, 2000, accepted: 0)
    #expect(counts.split(separator: 1).map(\.count).max() == ProposalPace.longestPause)
    #expect(counts.suffix(ProposalPace.longestPause + 1).contains(1))
  }

  @Test("all right doubles the number up to the most, some right keeps it")
  func hits() {
    var pace = ProposalPace(most: 6)
    _ = counts(&pace, 3, accepted: 0)
    #expect(pace.next() == 0)
    #expect(counts(&pace, 4, accepted: 6) == [1, 2, 4, 6])
    #expect(counts(&pace, 3, accepted: 1) == [6, 6, 6])
  }

  @Test("a right guess ends the series of misses")
  func reset() {
    var pace = ProposalPace(most: 8)
    _ = counts(&pace, 2, accepted: 0)
    #expect(counts(&pace, 1, accepted: 1) == [2])
    #expect(counts(&pace, 2, accepted: 0) == [2, 1])
  }
}
