import ModelSpec
import Models
import Testing

/// Tiny random models against what PyTorch computes for them in float32 (`scripts/goldens`).
@Suite("Goldens")
struct GoldenTests {
  @Test("log-probabilities equal those of the authors' code", arguments: GoldenModel.names)
  func agreesWithReference(name: String) throws {
    let golden = try GoldenModel(name)
    for sequence in golden.sequences {
      let runner = try GoldenRunner(golden.checkpoint, threads: 2)
      let rows = runner.logProbabilities(sequence.tokens)
      try #require(rows.count == sequence.tokens.count)
      var largest = 0.0
      for (index, token) in sequence.tokens.enumerated().dropFirst() {
        guard let expected = sequence.logProbabilities[index] else { continue }
        largest = max(largest, abs(rows[index - 1][token] - expected))
      }
      for row in sequence.rows {
        for (token, expected) in row.logProbabilities.enumerated() {
          largest = max(largest, abs(rows[row.position][token] - expected))
        }
      }
      #expect(largest <= golden.tolerance, "\(name): off by \(largest)")
    }
  }
}
