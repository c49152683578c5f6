import Inference
import Testing

@Suite("Prompt lookup")
struct PromptLookupTests {
  @Test("the longest match wins over a later shorter one")
  func longest() {
    #expect(
      PromptLookup.draft(after: [1, 2, 3, 7, 8, 9, 3, 5, 1, 2, 3], count: 3) == [7, 8, 9])
    #expect(PromptLookup.draft(after: [2, 3, 7, 8, 9, 3, 5, 1, 2, 3], count: 2) == [7, 8])
    #expect(PromptLookup.draft(after: [3, 7, 9, 3, 5, 1, 2, 3], count: 2) == [5, 1])
  }

  @Test("of equal matches the latest wins, and longer ones than three count as three")
  func latest() {
    let tokens = [0, 1, 2, 3, 4, 9, 1, 2, 3, 5, 0, 1, 2, 3]
    #expect(PromptLookup.draft(after: tokens, count: 1) == [5])
  }

  @Test("a match at the end goes on into the draft")
  func repetition() {
    #expect(PromptLookup.draft(after: [4, 4], count: 3) == [4, 4, 4])
    #expect(PromptLookup.draft(after: [1, 2, 1, 2], count: 5) == [1, 2, 1, 2, 1])
    #expect(PromptLookup.draft(after: [5, 6, 7, 5], count: 4) == [6, 7, 5, 6])
  }

  @Test("where the last token is new, or nothing is asked for, there is no draft")
  func nothing() {
    for tokens in [[], [1], [1, 2], [1, 2, 3, 4]] {
      #expect(PromptLookup.draft(after: tokens, count: 8).isEmpty)
    }
    #expect(PromptLookup.draft(after: [1, 1, 1], count: 0).isEmpty)
  }

  @Test("the draft is what a search that compares every place finds")
  func oracle() {
    for seed in 1...200 {
      let length = 2 + seed % 40
      let tokens = EngineFixtures.prompt(length, seed: UInt64(seed)).map { $0 % 4 }
      var best: (length: Int, next: Int)?
      for next in 1..<length {
        let match = (1...3).last {
          $0 <= next && Array(tokens[next - $0..<next]) == Array(tokens.suffix($0))
        }
        if let match, match >= best?.length ?? 1 { best = (match, next) }
      }
      var expected: [Int] = []
      if let best {
        let loop = tokens[best.next...]
        while expected.count < 6 { expected += loop }
      }
      #expect(
        PromptLookup.draft(after: tokens, count: 6) == Array(expected.prefix(6)), "\(tokens)")
    }
  }
}
