import Figures
import Programs

/// The samples of a case: in each round, one of every contestant, taken one after the other.
struct Rounds: Sendable {
  /// Case that was measured.
  let benchmark: BenchmarkCase
  /// Names, ours first.
  let contestants: [String]
  /// The command lines of each contestant.
  let commands: [[String]]
  /// Samples of the rounds that count, in the contestants' order.
  let kept: [[Sample]]
  /// Rounds that were repeated, because others kept the processors busy.
  let disturbed: Int

  /// Failures, each once; a contestant that failed has no figures in that round.
  let failures: [String]

  /// Takes samples until `rounds` rounds were quiet, or `rounds + retries` were taken; then the
  /// quietest count.
  init(
    of benchmark: BenchmarkCase, _ contestants: [Contestant], rounds: Int, retries: Int,
    limit: Double, progress: (String) -> Void
  ) {
    var failures: [String] = []
    var taken: [(order: Int, samples: [Sample])] = []
    func quiet() -> Int { taken.count { Self.othersBusy($0.samples) <= limit } }
    while quiet() < rounds, taken.count < rounds + retries {
      let samples = contestants.map { contestant in
        do {
          return try contestant.sample()
        } catch {
          let failure = "\(benchmark.id), \(contestant.name): \(error)"
          if !failures.contains(failure) { failures.append(failure) }
          return Sample()
        }
      }
      taken.append((taken.count, samples))
      progress(Self.line(benchmark, round: taken.count, samples))
    }
    let quietest = taken.sorted { Self.othersBusy($0.samples) < Self.othersBusy($1.samples) }
    kept = quietest.prefix(rounds).sorted { $0.order < $1.order }.map(\.samples)
    disturbed = taken.count - kept.count
    self.failures = failures
    self.benchmark = benchmark
    self.contestants = contestants.map(\.name)
    commands = contestants.map { $0.programs.map(\.commandLine) }
  }

  /// Processors that others kept busy in the kept rounds, at most.
  var othersBusy: Double { kept.map(Self.othersBusy).max() ?? 0 }

  /// Ours against the fastest of llama.cpp's; `nil` where one of them lacks the figure.
  func comparison(_ figure: Figure) -> (Comparison, name: String)? {
    comparison(figure) { $0 != Contestant.unsharing }
  }

  /// Ours against itself without sharing; `nil` where that is not what the case is about.
  func sharing(_ figure: Figure) -> Comparison? {
    comparison(figure) { $0 == Contestant.unsharing }?.0
  }

  /// Our figures of the rounds that count.
  func ours(_ figure: Figure) -> Spread? { Spread(kept.compactMap { $0[0].figures[figure] }) }

  /// The 99th percentile of gaps beside a prompt, in undisturbed gaps, of each round.
  var gapStretch: Spread? {
    Spread(
      kept.compactMap { samples in
        guard let gap = samples[0].figures[.gap], gap > 0 else { return nil }
        return samples[0].figures[.gapBeside].map { $0 / gap }
      })
  }

  private func comparison(_ figure: Figure, with isOpponent: (String) -> Bool)
    -> (Comparison, name: String)?
  {
    let columns = contestants.indices.map { index in
      kept.compactMap { $0[index].figures[figure] }
    }
    guard let ours = columns.first, ours.count == kept.count else { return nil }
    let opponents = contestants.indices.dropFirst().filter { isOpponent(contestants[$0]) }
    return opponents.compactMap { index -> (Comparison, name: String)? in
      Comparison(ours: ours, theirs: columns[index], figure.direction)
        .map { ($0, contestants[index]) }
    }.min { $0.0.ratio < $1.0.ratio }
  }

  /// Bytes a second that plain reading of memory gave in these rounds, right after ours ran.
  var readBandwidth: Spread? { Spread(kept.compactMap { $0[0].readBandwidth }) }
  /// Bytes that generating a token reads.
  var bytesPerToken: Double? { kept.compactMap { $0[0].bytesPerToken }.last }
  /// The kernels of ours.
  var instructionSet: String? { kept.compactMap { $0[0].instructionSet }.last }

  private static func othersBusy(_ samples: [Sample]) -> Double {
    samples.map(\.othersBusy).max() ?? 0
  }

  private static func line(_ benchmark: BenchmarkCase, round: Int, _ samples: [Sample]) -> String {
    let parts = [Figure.prefill, .decode, .firstToken, .gap, .gapBeside].compactMap {
      figure -> String? in
      let values = samples.compactMap { $0.figures[figure] }
      guard values.count == samples.count else { return nil }
      let places = figure.direction == .lowerIsBetter ? 3 : 1
      return "\(figure.rawValue) "
        + values.map { Digits.fixed($0, places) }.joined(separator: " | ")
    }
    let busy = Digits.fixed(othersBusy(samples), 2)
    return "\(benchmark.id) \(round): \(parts.joined(separator: ", ")); others \(busy)"
  }
}
