import Generation
import Inference
import ModelSpec
import Synchronization

/// Times between the tokens of sequences that generate, undisturbed and while a long prompt is
/// computed beside them.
///
/// Sequences grow meanwhile, and their passes with them; so undisturbed gaps are those before the
/// prompt and as many after it.
struct GapMeasurement {
  /// Distribution of gaps.
  struct Gaps: Codable, Equatable {
    var medianSeconds: Double
    var p99Seconds: Double
    /// Number of gaps.
    var n: Int

    /// The distribution of some gaps, nearest rank; `nil` for none.
    init?(_ gaps: [Double]) {
      guard !gaps.isEmpty else { return nil }
      let sorted = gaps.sorted()
      func quantile(_ share: Double) -> Double {
        sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
      }
      (medianSeconds, p99Seconds, n) = (quantile(0.5), quantile(0.99), sorted.count)
    }
  }

  /// Both distributions, and the time that the prompt took.
  struct Report: Codable, Equatable {
    var promptTokens: Int
    var promptSeconds: Double
    var undisturbed: Gaps?
    var disturbed: Gaps?
  }

  /// The times of each sequence's tokens.
  private final class Stamps: Sendable {
    private let stamps: Mutex<(times: [[ContinuousClock.Instant]], ended: Set<Int>)>

    init(sequences: Int) { stamps = Mutex((Array(repeating: [], count: sequences), [])) }

    var all: [[ContinuousClock.Instant]] { stamps.withLock { $0.times } }

    func append(_ sequence: Int) { stamps.withLock { $0.times[sequence].append(.now) } }

    /// Takes note that a sequence has come to its end.
    func end(_ sequence: Int) { stamps.withLock { _ = $0.ended.insert(sequence) } }

    /// Waits until each sequence has so many tokens after a time, or has come to its end.
    func wait(for count: Int, after time: ContinuousClock.Instant?) async throws {
      func isWaiting() -> Bool {
        stamps.withLock { stamps in
          stamps.times.enumerated().contains { sequence, times in
            !stamps.ended.contains(sequence)
              && times.count(where: { stamp in time.map { stamp > $0 } ?? true }) < count
          }
        }
      }
      while isWaiting() { try await Task.sleep(for: .milliseconds(20)) }
    }
  }

  /// Tokens of each that do not count, since sequences begin one after another.
  private static let warmUp = 8

  let engine: Engine
  /// Sequences that generate.
  let sequences: Int
  /// Tokens that each has in the cache before it generates.
  let depth: Int
  /// Tokens of each before the prompt comes, and after it.
  let tokens: Int
  /// Tokens of the prompt.
  let prompt: Int

  /// Measures.
  func run() async throws -> Report {
    let stamps = Stamps(sequences: sequences)
    let vocabulary = engine.model.spec.vocabularySize
    // Some tokens; speed does not depend on which.
    func text(_ count: Int, _ seed: Int) -> [Int] {
      (0..<count).map { ($0 &* 7919 &+ seed &* 104_729 &+ 17) % vocabulary }
    }
    let requests = (0..<sequences).map { index in
      GenerationRequest(
        .tokens(text(max(depth, 16), index)), sampling: .greedy, ignoresEndOfText: true,
        client: "stream \(index)")
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, request) in requests.enumerated() {
        group.addTask { [engine] in
          defer { stamps.end(index) }
          for try await case .token in engine.generate(request) {
            stamps.append(index)
          }
        }
      }
      try await stamps.wait(for: tokens + Self.warmUp, after: nil)
      let start = ContinuousClock.now
      let long = GenerationRequest(
        .tokens(text(prompt, sequences)), sampling: .greedy, maximumTokens: 1,
        ignoresEndOfText: true, client: "prompt")
      for try await _ in engine.generate(long) {}
      let end = ContinuousClock.now
      try await stamps.wait(for: tokens, after: end)
      group.cancelAll()
      let all = stamps.all
      var (undisturbed, disturbed) = ([Double](), [Double]())
      for times in all {
        let gaps = zip(times, times.dropFirst())
        let before = gaps.filter { $0.1 <= start }.suffix(tokens)
        let after = gaps.filter { $0.0 >= end }.prefix(tokens)
        undisturbed += (before + after).map { Self.seconds($0.0, $0.1) }
        disturbed += gaps.filter { $0.1 > start && $0.0 < end }.map { Self.seconds($0.0, $0.1) }
      }
      return Report(
        promptTokens: prompt, promptSeconds: Self.seconds(start, end),
        undisturbed: Gaps(undisturbed), disturbed: Gaps(disturbed))
    }
  }

  private static func seconds(
    _ start: ContinuousClock.Instant, _ end: ContinuousClock.Instant
  ) -> Double {
    let time = (end - start).components
    return Double(time.seconds) + Double(time.attoseconds) * 1e-18
  }
}
