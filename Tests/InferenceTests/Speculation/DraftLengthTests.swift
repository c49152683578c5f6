import Inference
import Testing

@Suite("Draft length")
struct DraftLengthTests {
  /// The counts of the next rounds if each has this many right.
  private func counts(_ length: inout DraftLength, _ rounds: Int, accepted: Int) -> [Int] {
    (0..<rounds).map { _ in
      let count = length.next()
      if count > 0 { length.record(proposed: count, accepted: min(accepted, count)) }
      return count
    }
  }

  @Test("drafts without an accepted token halve the number, then leave more and more out")
  func misses() {
    var length = DraftLength(most: 8)
    #expect(counts(&length, 13, accepted: 0) == [2, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1])
  }

  @Test("pauses end, however long nothing was right")
  func longestPause() {
    var length = DraftLength(most: 8)
    let counts = counts(&length, 2000, accepted: 0)
    #expect(counts.split(separator: 1).map(\.count).max() == DraftLength.longestPause)
    #expect(counts.suffix(DraftLength.longestPause + 1).contains(1))
  }

  @Test("all right doubles the number up to the most")
  func hits() {
    var length = DraftLength(most: 9)
    #expect(counts(&length, 5, accepted: 9) == [2, 4, 8, 9, 9])
    var single = DraftLength(most: 1)
    #expect(counts(&single, 3, accepted: 1) == [1, 1, 1])
  }

  @Test("half right keeps the number, less halves it")
  func some() {
    var length = DraftLength(most: 8)
    #expect(counts(&length, 2, accepted: 8) == [2, 4])
    #expect(counts(&length, 3, accepted: 4) == [8, 8, 8])
    #expect(counts(&length, 3, accepted: 1) == [8, 4, 2])
  }

  @Test("an accepted token ends the series of misses")
  func reset() {
    var length = DraftLength(most: 8)
    #expect(counts(&length, 3, accepted: 0) == [2, 1, 1])
    #expect(length.next() == 0)
    #expect(counts(&length, 1, accepted: 1) == [1])
    #expect(counts(&length, 3, accepted: 0) == [2, 1, 1])
  }
}
