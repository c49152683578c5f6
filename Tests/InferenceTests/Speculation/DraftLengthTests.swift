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
    #expect(counts(&pace, 13, accepted: 0) == [2, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1])
  }

  @Test("pauses end, however long nothing was right")
  func longestPause() {
    var pace = ProposalPace(most: 8)
    let counts = counts(&pace, 2000, accepted: 0)
    #expect(counts.split(separator: 1).map(\.count).max() == ProposalPace.longestPause)
    #expect(counts.suffix(ProposalPace.longestPause + 1).contains(1))
  }

  @Test("all right doubles the number up to the most")
  func hits() {
    var pace = ProposalPace(most: 9)
    #expect(counts(&pace, 5, accepted: 9) == [2, 4, 8, 9, 9])
    var single = ProposalPace(most: 1)
    #expect(counts(&single, 3, accepted: 1) == [1, 1, 1])
  }

  @Test("half right keeps the number, less halves it")
  func some() {
    var pace = ProposalPace(most: 8)
    #expect(counts(&pace, 2, accepted: 8) == [2, 4])
    #expect(counts(&pace, 3, accepted: 4) == [8, 8, 8])
    #expect(counts(&pace, 3, accepted: 1) == [8, 4, 2])
  }

  @Test("a right guess ends the series of misses")
  func reset() {
    var pace = ProposalPace(most: 8)
    #expect(counts(&pace, 3, accepted: 0) == [2, 1, 1])
    #expect(pace.next() == 0)
    #expect(counts(&pace, 1, accepted: 1) == [1])
    #expect(counts(&pace, 3, accepted: 0) == [2, 1, 1])
  }
}
