import ModelSpec
import Tensors

extension DeviceConformance {
  private static let fixedCases = [
    AttentionCase("one row", heads: 1, group: 1, width: 12, .f32, .scattered, (0, 1)),
    AttentionCase(
      "group of 8", heads: 1, group: 8, width: 64, .bf16, .scattered, (31, 2), (0, 33)),
    AttentionCase(
      "soft cap", heads: 2, group: 2, width: 64, softcap: 5, .f32, .scattered, (40, 9)),
    AttentionCase(
      "window of one", heads: 2, group: 1, width: 20, window: 1, .f32, .scattered, (40, 9)),
    AttentionCase(
      "ring of blocks", heads: 2, group: 2, width: 32, window: 40, .q8_0, .ring, (170, 9), (300, 1)),
    AttentionCase("deep", heads: 2, group: 1, width: 32, .f16, .scattered, (1_100, 3), (9, 1)),
  ]

  func checkAttention(_ findings: inout Findings) throws {
    var random = random(5)
    for test in Self.fixedCases { try check(test, &findings, &random) }
    for format in KeyValueStore.formats {
      try checkStore(format, &findings, &random)
      for index in 0..<4 {
        try check(Self.draw(format, index, &random), &findings, &random)
      }
    }
  }

  /// A row that sees itself alone gets its own value back, as the cache has rounded it.
  private func checkStore(
    _ format: StorageFormat, _ findings: inout Findings, _ random: inout RandomNumbers
  ) throws {
    let test = AttentionCase(
      format.name, heads: 2, group: 1, width: 32, window: 1, format, .scattered, (40, 3), (0, 35))
    let inputs = AttentionInputs(test, seed: random.next())
    let truth = try test.sequences.enumerated().flatMap { index, sequence in
      try test.stored(inputs.values[index]).suffix(sequence.rows)
    }
    let copied = AttentionCase(
      format.name, heads: 2, group: 2, width: 32, format, .scattered, (70, 3), (0, 35))
    let other = AttentionInputs(copied, seed: random.next())
    // A copied block is what it was, to the bit.
    findings.expect(
      .copyBlocks, "blocks in \(format.name)", try copied.run(other, on: device, copies: true),
      near: try copied.run(other, on: device).doubles)
    findings.expect(
      .store, "values in \(format.name)", try test.run(inputs, on: device), near: truth
    ) { row, column in Rounding.gamma(4) * abs(truth[row][column]) }
  }

  /// Any heads, windows, caps, depths and placements.
  private static func draw(
    _ format: StorageFormat, _ index: Int, _ random: inout RandomNumbers
  ) -> AttentionCase {
    let window = index % 2 == 0 ? nil : random.integer(1...90)
    var test = AttentionCase(
      "\(format.name) \(index)", heads: random.integer(1...3), group: random.one(of: [1, 2, 3, 8]),
      width: format.isQuantized ? random.one(of: [32, 64]) : random.one(of: [12, 20, 32, 80]),
      window: window, softcap: random.integer(0...2) == 0 ? 10 : nil, format,
      window == nil ? .scattered : random.one(of: [.scattered, .ring, .contiguous]))
    test.sequences = (0..<random.integer(1...3)).map { _ in
      AttentionCase.Sequence(past: random.integer(0...150), rows: random.integer(1...20))
    }
    return test
  }

  private func check(
    _ test: AttentionCase, _ findings: inout Findings, _ random: inout RandomNumbers
  ) throws {
    var inputs = AttentionInputs(test, seed: random.next())
    let got = try test.run(inputs, on: device)
    let (truth, limits) = try test.truth(inputs)
    let name = "\(test), window \(test.spec.window ?? 0)"
    findings.expect(.attend, name, got, near: truth) { limits[$0][$1] }
    // A row's bits do not depend on those that it shares a tile with.
    inputs.tiles = inputs.tiles.flatMap(\.rows)
    findings.expect(
      .attend, name + ", rows alone", try test.run(inputs, on: device), near: got.doubles)
  }
}
