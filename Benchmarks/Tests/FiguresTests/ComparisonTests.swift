import Figures
import Testing

@Suite struct ComparisonTests {
  @Test func `the ratio is that of the medians, not the median of the ratios`() throws {
    let comparison = try #require(Comparison(ours: [10, 20, 90], theirs: [5, 2, 30]))
    #expect(comparison.ratio == 4)
    #expect(comparison.paired.minimum == 2)
    #expect(comparison.paired.median == 3)
    #expect(comparison.paired.maximum == 10)
  }

  @Test func `where less is better, half the time is twice as good`() throws {
    let comparison = try #require(Comparison(ours: [0.5], theirs: [1], .lowerIsBetter))
    #expect(comparison.ratio == 2)
    #expect(comparison.paired.minimum == 2)
  }

  @Test func `without pairs, or with a value that is not positive, there is nothing to compare`() {
    #expect(Comparison(ours: [], theirs: []) == nil)
    #expect(Comparison(ours: [1, 2], theirs: [1]) == nil)
    #expect(Comparison(ours: [1, 0], theirs: [1, 1]) == nil)
    #expect(Comparison(ours: [1], theirs: [-1]) == nil)
  }
}

@Suite struct TargetTests {
  @Test func `a target is lower only where theirs is within 15 percent of the bandwidth`() {
    let target = Target(1.1, atBandwidth: 1)
    #expect(target.least(theirBandwidthFraction: 0.84) == 1.1)
    #expect(target.least(theirBandwidthFraction: 0.85) == 1)
    #expect(target.least(theirBandwidthFraction: nil) == 1.1)
    #expect(Target(3).least(theirBandwidthFraction: 0.99) == 3)
  }
}
