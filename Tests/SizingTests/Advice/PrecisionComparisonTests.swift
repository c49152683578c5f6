import ModelSpec
import Sizing
import Testing

@Suite("More parameters or more bits")
struct PrecisionComparisonTests {
  private func size(_ billions: Int) -> PlanSubject {
    PlanSubject(name: "\(billions)B", parameters: billions * 1_000_000_000, source: .size)
  }

  @Test("13B int8 and 7B bf16 both fit in 16 GB by their weights, and 13B in bf16 does not")
  func question() throws {
    let comparison = try PrecisionComparison(
      [
        .init(size(13), .nominal(bits: 8)), .init(size(7), .plain(.bf16)),
        .init(size(13), .plain(.bf16)),
      ], memoryBytes: 16_000_000_000)
    #expect(comparison.rows.map(\.totalBytes) == [13_000_000_000, 14_000_000_000, 26_000_000_000])
    #expect(comparison.rows.map(\.fits) == [true, true, false])
    #expect(comparison.rows.map(\.bitsPerParameter) == [8, 16, 16])
    #expect(comparison.rows.allSatisfy { $0.isWeightsOnly && $0.decodeTokensPerSecond == nil })
    #expect(comparison.conclusions.contains { $0.contains("13B int8 reads the fewest bytes") })
    #expect(comparison.conclusions.contains { $0.contains("1.08 times") })
  }

  @Test("the claim is shown as said by others, with a way to test it")
  func claim() throws {
    let comparison = try PrecisionComparison(
      [.init(size(13), .nominal(bits: 8)), .init(size(7), .plain(.bf16))],
      memoryBytes: 16_000_000_000)
    let claim = try #require(comparison.claim)
    #expect(claim.text.contains("not measured here"))
    #expect(claim.test.contains("carat score"))
    #expect(comparison.conclusions.contains("Which answers better does not follow from sizes."))
    let alike = try PrecisionComparison(
      [.init(size(13), .plain(.bf16)), .init(size(7), .plain(.bf16))], memoryBytes: 1 << 34)
    #expect(alike.claim == nil)
  }

  @Test("models of the catalogue are weighed with cache and work buffers, and timed on a card")
  func catalogue() throws {
    let card = try AdviceCases.cards("t4")
    let candidates: [PrecisionComparison.Candidate] = [
      .init(try AdviceCases.subject("llama-2-13b"), .blocks(.uniform(.q8_0))),
      .init(try AdviceCases.subject("llama-2-7b"), .plain(.bf16)),
    ]
    let comparison = try PrecisionComparison(
      candidates, on: card, request: try AdviceCases.inference(context: 2048))
    for (candidate, row) in zip(candidates, comparison.rows) {
      let request = try AdviceCases.inference(
        on: ["t4"], precision: candidate.precision, context: 2048)
      let plan = try Plan(candidate.subject, request)
      let fit = try #require(plan.fits.first)
      #expect(row.totalBytes == plan.inference?.totalBytes)
      #expect(row.fits == fit.fits)
      #expect(!row.isWeightsOnly)
      #expect(row.decodeTokensPerSecond == fit.speed?.decodeTokensPerSecond)
    }
  }

  @Test("what cannot be compared is refused")
  func refusals() throws {
    #expect(throws: SizingError.self) { try PrecisionComparison([], memoryBytes: 1) }
    #expect(throws: SizingError.self) {
      try PrecisionComparison([.init(size(7), .plain(.bf16))], memoryBytes: 0)
    }
    let mixed = PrecisionComparison.Candidate(size(7), .blocks(.mixed(.q4Medium)))
    #expect(throws: SizingError.self) { try PrecisionComparison([mixed], memoryBytes: 1) }
    for bits in [Int.max, Int.min] {
      let absurd = PrecisionComparison.Candidate(size(7), .nominal(bits: bits))
      #expect(throws: SizingError.self) { try PrecisionComparison([absurd], memoryBytes: 1) }
    }
  }
}
