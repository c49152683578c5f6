import Foundation
import ModelFiles
import ModelSpec
import Models
import Tensors
import Testing

/// However a sequence is read, the same comes out: every golden, in every way that the
/// engine reads.
@Suite("Forward passes")
struct ForwardTests {
  @Test(
    "one token at a time, and pieces of 3 and 7, give what the whole prompt gives",
    arguments: GoldenModel.names)
  func pieces(name: String) throws {
    let golden = try GoldenModel(name)
    for sequence in golden.sequences {
      let whole = try GoldenRunner(golden.checkpoint).logProbabilities(sequence.tokens)
      for step in [1, 3, 7] {
        // A pass of exactly this many rows, so that rings of blocks are as small as they get.
        let runner = try GoldenRunner(golden.checkpoint, rows: step)
        let parts = runner.logProbabilities(sequence.tokens, step: step)
        let difference = largestDifference(parts, whole)
        #expect(difference <= golden.tolerance, "\(name), pieces of \(step): \(difference)")
        let error = golden.largestError(of: parts, in: sequence)
        #expect(error <= golden.tolerance, "\(name), pieces of \(step): \(error)")
      }
    }
  }

  @Test("any number of threads gives the same bits", arguments: GoldenModel.names)
  func threads(name: String) throws {
    let golden = try GoldenModel(name)
    let tokens = golden.sequences[0].tokens
    let alone = try GoldenRunner(golden.checkpoint, threads: 1)
    let (whole, pieces) = (
      alone.logProbabilities(tokens), alone.logProbabilities(tokens, step: 5)
    )
    for threads in 2...4 {
      let several = try GoldenRunner(golden.checkpoint, threads: threads)
      #expect(several.logProbabilities(tokens) == whole, "\(threads) threads")
      #expect(several.logProbabilities(tokens, step: 5) == pieces, "\(threads) threads")
    }
  }

  @Test(
    "every instruction set of this machine agrees with the authors' code",
    arguments: GoldenModel.names)
  func instructionSets(name: String) throws {
    let golden = try GoldenModel(name)
    for isa in InstructionSet.available {
      for sequence in golden.sequences {
        let rows = try GoldenRunner(golden.checkpoint, isa: isa).logProbabilities(sequence.tokens)
        let error = golden.largestError(of: rows, in: sequence)
        #expect(error <= golden.tolerance(isa), "\(isa.rawValue): \(error)")
      }
    }
  }

  @Test(
    "with the cache, a token's logits are those of reading all again", arguments: GoldenModel.names)
  func recomputed(name: String) throws {
    let golden = try GoldenModel(name)
    let tokens = golden.sequences[0].tokens
    let rotaries = Set(golden.checkpoint.spec.layers.compactMap(\.attention.rotary))
    let cached = try GoldenRunner(golden.checkpoint, rows: 1).logProbabilities(tokens, step: 1)
    for length in [1, 2, 9, tokens.count / 2, tokens.count - 1] {
      // Keys that were turned for another length are not those of a shorter sequence, and need
      // not be.
      if rotaries.contains(where: { $0.changes(from: length, to: tokens.count) }) { continue }
      let fresh = try GoldenRunner(golden.checkpoint).logProbabilities(Array(tokens.prefix(length)))
      let difference = largestDifference([fresh[length - 1]], [cached[length - 1]])
      #expect(difference <= golden.tolerance, "\(name), \(length) tokens: \(difference)")
    }
  }

  @Test("a sequence among others gives the same bits as alone", arguments: GoldenModel.names)
  func amongOthers(name: String) throws {
    let golden = try GoldenModel(name)
    let tokens = golden.sequences[0].tokens
    let others = [Array(tokens.reversed().prefix(11)), tokens, Array(tokens.dropFirst(20))]
    let runner = try BatchRunner(golden.checkpoint, sequences: others.count)
    for step in [1, 4, tokens.count] {
      let together = runner.logProbabilities(others, step: step)
      for (index, sequence) in others.enumerated() {
        let alone = try GoldenRunner(golden.checkpoint)
        #expect(together[index] == alone.logProbabilities(sequence, step: step), "step \(step)")
      }
    }
  }

  @Test(
    "a cache of 16-bit numbers changes the log-probabilities little",
    arguments: GoldenModel.names, [StorageFormat.f16, .bf16])
  func narrowCache(name: String, format: StorageFormat) throws {
    let golden = try GoldenModel(name)
    let tokens = golden.sequences[0].tokens
    let wide = try GoldenRunner(golden.checkpoint).logProbabilities(tokens)
    let narrow = try GoldenRunner(golden.checkpoint, cacheFormat: format).logProbabilities(tokens)
    let shares = zip(wide, narrow).map { row, other in
      let mean = row.reduce(0, +) / Double(row.count)
      let error = zip(row, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return (error: error, power: row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
    }
    // A router that was close to a tie takes another expert after a rounding, and that row jumps:
    // such rows are few.
    let kept =
      golden.checkpoint.spec.isMixture ? shares.filter { $0.error <= 5e-4 * $0.power } : shares
    #expect(Double(kept.count) >= 0.8 * Double(shares.count), "\(kept.count) of \(shares.count)")
    let (errors, power) = kept.reduce((0, 0)) { ($0.0 + $1.error, $0.1 + $1.power) }
    // The limit that ggml's test-backend-ops sets for attention.
    #expect(errors / power <= 5e-4, "\(errors / power)")
    #expect(errors > 0, "the format is in use")
  }
}

extension ModelSpec {
  /// Tells whether some layer chooses between experts.
  fileprivate var isMixture: Bool {
    layers.contains { if case .mixture = $0.feedForward { true } else { false } }
  }
}

func largestDifference(_ one: [[Double]], _ other: [[Double]]) -> Double {
  guard one.count == other.count else { return .infinity }
  return zip(one, other).map { row, expected in
    zip(row, expected).map { abs($0 - $1) }.max() ?? 0
  }.max() ?? 0
}

extension GoldenModel {
  /// The largest difference from what was recorded.
  func largestError(of rows: [[Double]], in sequence: Sequence) -> Double {
    guard rows.count == sequence.tokens.count else { return .infinity }
    var largest = 0.0
    for (index, token) in sequence.tokens.enumerated().dropFirst() {
      guard let expected = sequence.logProbabilities[index] else { continue }
      largest = max(largest, abs(rows[index - 1][token] - expected))
    }
    for row in sequence.rows {
      largest = max(largest, largestDifference([rows[row.position]], [row.logProbabilities]))
    }
    return largest
  }
}
