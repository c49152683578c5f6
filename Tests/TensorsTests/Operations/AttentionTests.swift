import ModelSpec
import Tensors
import Testing
import _DeviceConformance

@Suite("Attention")
struct AttentionTests {
  private static let shapes = [
    AttentionCase(
      "one row, nothing before it", heads: 1, group: 1, width: 12, .f32, .scattered, (0, 1)),
    AttentionCase("a prompt of 9 rows", heads: 2, group: 1, width: 12, .f32, .contiguous, (0, 9)),
    AttentionCase("group of 3", heads: 2, group: 3, width: 20, .f16, .scattered, (70, 9)),
    AttentionCase("group of 8", heads: 1, group: 8, width: 64, .bf16, .scattered, (31, 2), (0, 33)),
    AttentionCase(
      "width 80", heads: 3, group: 1, width: 80, .f16, .scattered, (32, 1), (63, 1), (5, 3)),
    AttentionCase("width 128", heads: 2, group: 3, width: 128, .q8_0, .scattered, (100, 5)),
    AttentionCase("width 256", heads: 1, group: 4, width: 256, .q8_0, .scattered, (33, 3), (7, 1)),
    AttentionCase("width 64 in BF16", heads: 2, group: 2, width: 64, .bf16, .contiguous, (95, 34)),
    AttentionCase(
      "soft cap", heads: 2, group: 2, width: 64, softcap: 20, .f32, .scattered, (40, 9)),
  ]

  private static let windows = [
    AttentionCase(
      "window of one", heads: 2, group: 1, width: 20, window: 1, .f32, .scattered, (40, 9)),
    AttentionCase(
      "window smaller than a block", heads: 1, group: 3, width: 64, window: 5, .q8_0, .scattered,
      (60, 20)),
    AttentionCase(
      "window larger than a block", heads: 2, group: 2, width: 32, window: 70, .f16, .scattered,
      (200, 11), (3, 2)),
    AttentionCase(
      "ring of blocks", heads: 2, group: 2, width: 20, window: 40, .f32, .ring, (170, 9), (300, 1)),
    AttentionCase(
      "ring with a soft cap", heads: 1, group: 8, width: 32, window: 33, softcap: 5, .bf16, .ring,
      (64, 40)),
  ]

  private static let deep = [
    AttentionCase("deep", heads: 2, group: 3, width: 64, .f32, .scattered, (1500, 1)),
    AttentionCase("deep, two tiles", heads: 1, group: 2, width: 32, .q8_0, .scattered, (2040, 10)),
    AttentionCase(
      "deep beside shallow", heads: 1, group: 1, width: 20, .f16, .scattered, (1200, 1), (9, 1)),
    AttentionCase(
      "window across a split", heads: 2, group: 1, width: 32, window: 600, .f32, .ring, (1300, 3)),
    AttentionCase(
      "a split that some rows do not see", heads: 1, group: 2, width: 20, window: 4, .f32,
      .scattered, (1022, 8)),
    AttentionCase("deep, not split", heads: 4, group: 1, width: 12, .f32, .scattered, (1060, 64)),
  ]

  @Test("equals the formula within its rounding error", arguments: shapes + windows + deep)
  func matchesReference(test: AttentionCase) throws {
    let inputs = AttentionInputs(test, seed: 41)
    let (truth, limits) = try test.truth(inputs)
    for isa in InstructionSet.available {
      let got = try test.run(inputs, isa: isa, threads: 2)
      for row in got.indices {
        for column in got[row].indices {
          let error = abs(Double(got[row][column]) - truth[row][column])
          try #require(
            error <= limits[row][column],
            "\(isa.rawValue), row \(row), column \(column): \(error) > \(limits[row][column])")
        }
      }
    }
  }

  @Test("gives the same bits with any number of threads", arguments: shapes + windows + deep)
  func threads(test: AttentionCase) throws {
    let inputs = AttentionInputs(test, seed: 42)
    for isa in InstructionSet.available {
      let alone = try test.run(inputs, isa: isa, threads: 1)
      for threads in 2...4 {
        #expect(try test.run(inputs, isa: isa, threads: threads) == alone)
      }
    }
  }

  @Test("gives the same bits wherever the blocks lie")
  func placement() throws {
    var test = AttentionCase(
      "apart", heads: 2, group: 3, width: 64, .f16, .scattered, (500, 9), (77, 1))
    let spread = try test.run(AttentionInputs(test, seed: 43), isa: .best, threads: 2)
    test.placement = .contiguous
    #expect(try test.run(AttentionInputs(test, seed: 43), isa: .best, threads: 2) == spread)
  }

  @Test(
    "a row's bits do not depend on the rows beside it, however deep",
    arguments: [
      AttentionCase("deep", heads: 2, group: 3, width: 64, .f16, .scattered, (2_600, 19)),
      AttentionCase(
        "deep with a window", heads: 1, group: 2, width: 32, window: 1_500, .f16, .ring, (3_060, 19)
      ),
    ])
  func rowsAlone(test: AttentionCase) throws {
    let inputs = AttentionInputs(test, seed: 44)
    for isa in InstructionSet.available {
      let together = try test.run(inputs, isa: isa, threads: 2)
      var alone = inputs
      alone.tiles = inputs.tiles.flatMap(\.rows)
      #expect(try test.run(alone, isa: isa, threads: 2) == together, "\(isa.rawValue)")
    }
  }
}
