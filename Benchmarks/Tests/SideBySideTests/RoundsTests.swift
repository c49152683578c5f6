import Figures
import Testing

@testable import SideBySide

@Suite struct RoundsTests {
  /// Contestants that give the rates of a list, one after the other, and then fail.
  private final class Script: @unchecked Sendable {
    // Safety: one test uses it from one thread.
    var rates: [Double]
    init(_ rates: [Double]) { self.rates = rates }
  }

  private struct Exhausted: Error {}

  private func rounds(_ rates: [[Double]], rounds: Int, retries: Int = 0, limit: Double = 1e9)
    -> Rounds
  {
    let contestants = rates.enumerated().map { index, rates in
      let script = Script(rates)
      return Contestant(name: "\(index)", programs: []) { _ in
        guard !script.rates.isEmpty else { throw Exhausted() }
        return Sample(figures: [.prefill: script.rates.removeFirst()])
      }
    }
    let benchmark = BenchmarkCase(
      id: "x", file: .qwen, work: .single(prompt: 1, generate: 1, depth: 0), targets: [:])
    return Rounds(
      of: benchmark, contestants, rounds: rounds, retries: retries, limit: limit, progress: { _ in }
    )
  }

  @Test func `each round takes one sample of everyone`() throws {
    let rounds = self.rounds([[4, 6, 8], [2, 3, 1]], rounds: 3)
    #expect(rounds.kept.map { $0.map { $0.figures[.prefill] } } == [[4, 2], [6, 3], [8, 1]])
    #expect(rounds.disturbed == 0)
    #expect(rounds.comparison(.prefill)?.0.ratio == 3)
  }

  @Test func `of several opponents the best counts`() throws {
    let found = try #require(rounds([[10], [5], [8], [2]], rounds: 1).comparison(.prefill))
    #expect(found.name == "2")
    #expect(found.0.ratio == 1.25)
  }

  @Test func `a figure that nobody measured is not compared`() throws {
    #expect(rounds([[1], [1]], rounds: 1).comparison(.decode) == nil)
  }

  @Test
  func `where no round is quiet, all that are allowed are taken, and as many as wanted count`()
    throws
  {
    let all = (1...5).map(Double.init)
    // Nobody keeps fewer than -1 processors busy.
    let rounds = self.rounds([all, all], rounds: 2, retries: 3, limit: -1)
    #expect(rounds.kept.count == 2)
    #expect(rounds.disturbed == 3)
  }

  @Test func `who fails is named once, and the others are still compared`() {
    let rounds = self.rounds([[4, 4], [], [2, 2]], rounds: 2)
    #expect(rounds.failures == ["x, 1: Exhausted()"])
    #expect(rounds.comparison(.prefill)?.name == "2")
  }
}
