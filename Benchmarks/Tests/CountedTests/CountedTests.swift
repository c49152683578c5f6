import Testing

@testable import Counted

@Suite struct CountedFigureTests {
  @Test func `names are unique`() {
    let names = CountedFigures.all.map { $0.name }
    #expect(Set(names).count == names.count)
  }
}

@Suite struct TokenFigureTests {
  @Test(arguments: TokenFigure.all)
  func `the runs of a figure differ in one length alone, by its tokens`(_ figure: TokenFigure) {
    let (shorter, longer) = (figure.shorterLengths, figure.longerLengths)
    #expect(longer.depth == shorter.depth)
    let more = (longer.prompt - shorter.prompt, longer.generate - shorter.generate)
    #expect(
      figure.phase == .prefill ? more == (figure.moreTokens, 0) : more == (0, figure.moreTokens))
  }

  @Test(arguments: TokenFigure.all)
  func `no run is shorter than the warm-up would make it`(_ figure: TokenFigure) {
    #expect(figure.shorterLengths.prompt >= 16)
    #expect(figure.shorterLengths.generate >= 2)
  }
}

@Suite struct CountTextTests {
  @Test func `the total of callgrind is its last`() {
    #expect(CountText.callgrind("version: 1\ntotals: 5\nfn=1\ntotals: 818372855\n") == 818_372_855)
    #expect(CountText.callgrind("version: 1\n") == nil)
    #expect(CountText.callgrind("totals: many\n") == nil)
  }

  @Test func `of the heap the requests count`() {
    #expect(CountText.allocations("123 45 6789\n") == 123)
    #expect(CountText.allocations("123\n") == nil)
    #expect(CountText.allocations("") == nil)
  }
}
