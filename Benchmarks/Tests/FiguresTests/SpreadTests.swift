import Figures
import Testing

@Suite struct SpreadTests {
  @Test func `an odd number of values has one in the middle`() throws {
    let spread = try #require(Spread([9, 1, 5]))
    #expect(spread.minimum == 1)
    #expect(spread.median == 5)
    #expect(spread.maximum == 9)
    #expect(spread.count == 3)
  }

  @Test func `of an even number the two in the middle are averaged`() throws {
    #expect(try #require(Spread([4, 100, 2, 1])).median == 3)
  }

  @Test func `one value is all three`() throws {
    let spread = try #require(Spread([7]))
    #expect([spread.minimum, spread.median, spread.maximum] == [7, 7, 7])
  }

  @Test(arguments: [[], [1, .nan], [.infinity]])
  func `nothing, and what is no number, has no spread`(_ values: [Double]) {
    #expect(Spread(values) == nil)
  }
}
