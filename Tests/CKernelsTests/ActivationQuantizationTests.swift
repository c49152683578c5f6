import Testing

@Suite("Quantised activations")
struct ActivationQuantizationTests {
  @Test(
    "bytes are the nearest to x / scale, ties to even, and sums are theirs",
    arguments: InstructionSet.available)
  func nearest(isa: InstructionSet) throws {
    for seed in UInt64(0)..<40 {
      var random = SeededGenerator(seed: seed)
      let power = Int.random(in: -100...100, using: &random)
      let x = random.floats(320, scale: Float(sign: .plus, exponent: power, significand: 1))
      let a = try isa.quantizeActivations(x)
      for group in 0..<10 {
        let values = x[32 * group..<32 * group + 32]
        let greatest = values.reduce(0) { max($0, abs($1)) }
        #expect(a.scales[group] == greatest / 127, "seed \(seed)")
        let inverse = 127 / greatest
        let expected = values.map { Int8(($0 * inverse).rounded(.toNearestOrEven)) }
        #expect(Array(a.q[32 * group..<32 * group + 32]) == expected, "seed \(seed)")
        for half in 0..<2 {
          let sum = expected[16 * half..<16 * half + 16].reduce(0) { $0 + Int($1) }
          #expect(Int(a.sums[2 * group + half]) == sum, "seed \(seed)")
        }
      }
    }
  }

  @Test("the greatest sums fit", arguments: InstructionSet.available)
  func extremes(isa: InstructionSet) throws {
    let a = try isa.quantizeActivations(
      [Float](repeating: -3, count: 32) + [Float](repeating: 3, count: 32))
    #expect(a.q == [Int8](repeating: -127, count: 32) + [Int8](repeating: 127, count: 32))
    #expect(a.sums == [-2032, -2032, 2032, 2032])
  }

  @Test(
    "zeros and vanishing values give zeros; infinity and NaN give the scale NaN",
    arguments: InstructionSet.available)
  func special(isa: InstructionSet) throws {
    for (odd, isNaN) in [
      (Float(0), false), (Float(sign: .plus, exponent: -130, significand: 1), false),
      (.infinity, true), (-.infinity, true), (.nan, true),
    ] {
      var x = [Float](repeating: 0, count: 64)
      x[5] = odd
      x[40] = 1
      let a = try isa.quantizeActivations(x)
      #expect(a.scales[0].isNaN == isNaN && (isNaN || a.scales[0] == 0))
      #expect(a.q[0..<32].allSatisfy { $0 == 0 })
      #expect(a.sums[0] == 0 && a.sums[1] == 0)
      #expect(a.q[40] == 127 && a.scales[1] == 1 / 127)
    }
  }

  @Test(
    "activations in BF16 are those of the format, and rows are padded with zeros",
    arguments: InstructionSet.available)
  func bf16(isa: InstructionSet) throws {
    var random = SeededGenerator(seed: 31)
    for k in [1, 15, 16, 17, 31, 32, 33, 100, 576] {
      var x = Activations(values: random.floats(3 * k, scale: 100), rows: 3)
      x.values[k] = .infinity
      guard let rounded = try isa.roundBF16(x) else { continue }
      let stride = (k + 31) / 32 * 32
      for row in 0..<3 {
        let got = UnsafeRawBufferPointer(
          start: rounded.pointer + 2 * row * stride, count: 2 * stride)
        let expected = try InstructionSet.scalar.quantize(
          .bf16, Array(x.values[row * k..<(row + 1) * k]))
        #expect(Array(got.prefix(2 * k)) == expected, "k \(k), row \(row)")
        #expect(got.dropFirst(2 * k).allSatisfy { $0 == 0 }, "k \(k), row \(row)")
      }
    }
  }
}
