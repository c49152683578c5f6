import Testing
import Tokenizers

@Suite("Long and hostile text", .serialized)
struct ScalingTests {
  static let runs = ["a", " ", "\n", "<", "é", "漢", "'s", "a ", "1", "A"]

  /// Work must grow with the text, not with its square: eight times the text may take at most 24 times as long, and a square
  /// would take 64 times.
  @Test(
    "time per byte does not grow with a run of one character", arguments: TokenizerJSONTests.names)
  func longRuns(_ name: String) throws {
    let tokenizer = try RoundTripTests.tokenizer(name)
    for run in Self.runs {
      let short = Self.time(tokenizer, String(repeating: run, count: 4_000))
      let long = Self.time(tokenizer, String(repeating: run, count: 32_000))
      #expect(
        long < max(short, .milliseconds(1)) * 24,
        "\(name), \(run.debugDescription): \(short) \(long)")
    }
  }

  private static func time(_ tokenizer: Tokenizer, _ text: String) -> Duration {
    let clock = ContinuousClock()
    return (0..<3).map { _ in
      clock.measure {
        _ = tokenizer.encode(text, addSpecialTokens: false, parseSpecialTokens: true)
      }
    }.min() ?? .zero
  }
}
