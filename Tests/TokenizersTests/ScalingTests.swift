import Testing
import Tokenizers

@Suite("Long and hostile text", .serialized)
struct ScalingTests {
  static let runs = ["a", " ", "\n", "<", "漢", "'s", "a ", "1"]

  /// Work must grow with the text, not with its square.
  ///
  /// Sixteen times the text takes about sixteen times as long, and would take 256 times as long if
  /// it were the square. The bound lies far from both, so that a busy machine does not matter.
  @Test(
    "time per byte does not grow with a run of one character", arguments: TokenizerJSONTests.names)
  func longRuns(_ name: String) throws {
    let tokenizer = try RoundTripTests.tokenizer(name)
    for run in Self.runs {
      let short = Self.time(tokenizer, String(repeating: run, count: 4_000), repetitions: 3)
      let long = Self.time(tokenizer, String(repeating: run, count: 64_000), repetitions: 2)
      #expect(
        long < max(short, .milliseconds(1)) * 100,
        "\(name), \(run.debugDescription): \(short) \(long)")
    }
  }

  private static func time(_ tokenizer: Tokenizer, _ text: String, repetitions: Int) -> Duration {
    let clock = ContinuousClock()
    return (0..<repetitions).map { _ in
      clock.measure {
        _ = tokenizer.encode(text, addSpecialTokens: false, parseSpecialTokens: true)
      }
    }.min() ?? .zero
  }
}
