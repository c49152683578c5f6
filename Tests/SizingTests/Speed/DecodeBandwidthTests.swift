import Testing

@testable import Sizing

@Suite("The share of bandwidth that generating uses")
struct DecodeBandwidthTests {
  /// A machine whose memory gives 10 GB/s, and whose cache holds 32 MB and gives 40: of a larger
  /// buffer the cache's part comes at its rate.
  private func rate(_ bytes: Int) -> Double {
    let cached = min(Double(bytes), 32e6)
    return Double(bytes) / (cached / 40e9 + (Double(bytes) - cached) / 10e9)
  }

  @Test(
    "a step that takes just the time of reading its bytes has a share of one, whatever caches hold",
    arguments: [1_000_000, 31_000_000, 90_000_000, 300_000_000, 536_870_911, 4_000_000_000],
    [1, 4])
  func perfectStep(bytes: Int, sequences: Int) throws {
    let bandwidth = try #require(DecodeBandwidth(bytesPerStep: bytes, rate: rate))
    let seconds = Double(bytes) / rate(bytes)
    let share = bandwidth.share(
      tokensPerSecond: Double(sequences) / seconds, sequences: sequences)
    let isLarge = bytes >= DecodeBandwidth.beyondCaches
    // A large step is held against memory alone, where the cache's part is a twentieth at most.
    #expect(isLarge ? abs(share - 1) < 0.05 : abs(share - 1) < 1e-12)
    let slower = bandwidth.share(
      tokensPerSecond: Double(sequences) / seconds / 2, sequences: sequences)
    #expect(abs(slower - share / 2) < 1e-12)
  }

  @Test("against memory alone the same step had more than all of it")
  func withoutCaches() throws {
    let bandwidth = try #require(DecodeBandwidth(bytesPerStep: 90_000_000, rate: rate))
    let perSecond = rate(90_000_000) / 90_000_000
    #expect(Double(bandwidth.bytesPerStep) * perSecond / bandwidth.memory > 1.2)
    #expect(bandwidth.isCached && bandwidth.best == rate(90_000_000))
  }

  @Test("a rate that is noise below memory's does not lower what can be had")
  func noise() throws {
    let bandwidth = try #require(
      DecodeBandwidth(bytesPerStep: 400_000_000) { $0 < 500_000_000 ? 9.9e9 : 10e9 })
    #expect(bandwidth.best == 10e9 && !bandwidth.isCached)
  }

  @Test("sizes are asked for: memory's, and the step's only where a cache could hold some of it")
  func sizes() {
    for (bytes, expected) in [(1000, [536_870_912, 1000]), (600_000_000, [536_870_912])] {
      var asked: [Int] = []
      _ = DecodeBandwidth(bytesPerStep: bytes) {
        asked.append($0)
        return 1
      }
      #expect(asked == expected)
    }
    #expect(DecodeBandwidth(bytesPerStep: 1000) { _ in nil } == nil)
    #expect(DecodeBandwidth(bytesPerStep: 0) { _ in 1 } == nil)
  }
}
