import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Quantisation error")
struct QuantizationErrorTests {
  /// The waveform and the measure of ggml's test-quantize-fns: sqrt(sum of squares) / n over
  /// 4,096 values.
  private static let limits: [(Format, Double)] =
    Format.blocksOf32.map { ($0, 0.002) }
    + Format.superblocks.filter { !["Q2_K", "Q3_K"].contains($0.name) }.map { ($0, 0.002) }

  @Test("a round trip stays within ggml's own limit", arguments: InstructionSet.available, limits)
  func roundTrip(isa: InstructionSet, limit: (Format, Double)) throws {
    let n = 4096
    for offset in [0, 1] {
      let x = (0..<n).map { Float(0.1 + 2 * cos(Double($0 + offset))) }
      let back = try isa.dequantize(limit.0, isa.quantize(limit.0, x), count: n)
      let squares = zip(x, back).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
      #expect(squares.squareRoot() / Double(n) < limit.1)
    }
  }

  /// Root mean square error over root mean square of normal values; bits per value in the format
  /// set it.
  private static let normal: [(String, Double)] = [
    ("Q4_0", 0.087), ("Q4_1", 0.081), ("Q5_0", 0.0435), ("Q5_1", 0.039), ("Q8_0", 0.0055),
    ("Q4_K", 0.073), ("Q5_K", 0.037),
    ("Q6_K", 0.0183),
  ]

  @Test("the error on normal values is what the format's bits allow", arguments: normal)
  func relativeError(limit: (String, Double)) throws {
    let format = try #require(Format.quantized.first { $0.name == limit.0 })
    var random = SeededGenerator(seed: 3)
    let n = 16_384
    let x = (0..<n).map { _ in
      let sum = (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0..<1, using: &random)
      }
      return sum * 0.02
    }
    let back = try InstructionSet.scalar.dequantize(
      format, InstructionSet.scalar.quantize(format, x), count: n)
    let error = zip(x, back).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
    let power = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect((error / power).squareRoot() < limit.1)
  }

  @Test(
    "infinities, NaN and the greatest floats give some block and no trap",
    arguments: InstructionSet.available, Format.all)
  func nonFinite(isa: InstructionSet, format: Format) throws {
    guard !["Q2_K", "Q3_K"].contains(format.name) else { return }
    for odd in [Float.infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    {
      var x = [Float](repeating: 0.25, count: 512)
      x[7] = odd
      x[300] = -odd
      #expect(try isa.quantize(format, x).count == format.bytes(512))
      #expect(
        try isa.quantize(format, [Float](repeating: odd, count: 512)).count == format.bytes(512))
    }
  }
}
