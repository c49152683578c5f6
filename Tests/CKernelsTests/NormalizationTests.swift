import CKernels
import Testing

@Suite("Normalisation")
struct NormalizationTests {
  private static let lengths = Array(1...35) + [576, 640, 2048, 2051]

  @Test(
    "RMSNorm agrees with double arithmetic at every length", arguments: InstructionSet.available)
  func rms(isa: InstructionSet) throws {
    let kernel = try #require(isa.table.pointee.rms_norm)
    var random = SeededGenerator(seed: 31)
    for n in Self.lengths {
      for offset in [Float(0), 1] {
        let (x, weight) = (random.floats(n, scale: 50), random.floats(n))
        var (y, plain) = ([Float](repeating: .nan, count: n), [Float](repeating: .nan, count: n))
        kernel(n, x, weight, offset, 1e-6, &y)
        kernel(n, x, nil, offset, 1e-6, &plain)
        let squares = x.reduce(0.0) { $0 + Double($1) * Double($1) }
        let root = (squares / Double(n) + Double(Float(1e-6))).squareRoot()
        for i in 0..<n {
          let normal = Double(x[i]) / root
          let factor = Double(weight[i]) + Double(offset)
          #expect(abs(Double(plain[i]) - normal) <= 2e-7 * abs(normal), "n \(n)")
          #expect(
            abs(Double(y[i]) - normal * factor) <= 4e-7 * abs(normal) * max(abs(factor), 0.2),
            "n \(n)")
        }
      }
    }
  }

  @Test(
    "LayerNorm agrees with double arithmetic, far from zero too",
    arguments: InstructionSet.available)
  func layer(isa: InstructionSet) throws {
    let kernel = try #require(isa.table.pointee.layer_norm)
    var random = SeededGenerator(seed: 32)
    for n in Self.lengths {
      for center in [Float(0), 1000] {
        let x = random.floats(n).map { $0 + center }
        let (weight, bias) = (random.floats(n), random.floats(n))
        var (y, plain) = ([Float](repeating: .nan, count: n), [Float](repeating: .nan, count: n))
        kernel(n, x, weight, bias, 1e-5, &y)
        kernel(n, x, nil, nil, 1e-5, &plain)
        let mean = x.reduce(0.0) { $0 + Double($1) } / Double(n)
        let variance = x.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(n)
        for i in 0..<n {
          let normal = (Double(x[i]) - mean) / (variance + Double(Float(1e-5))).squareRoot()
          #expect(abs(Double(plain[i]) - normal) <= 1e-6 * max(abs(normal), 0.1), "n \(n)")
          let expected = normal * Double(weight[i]) + Double(bias[i])
          #expect(abs(Double(y[i]) - expected) <= 1e-6 * max(abs(normal), 1), "n \(n)")
        }
      }
    }
  }

  @Test("a row of zeros stays zero", arguments: InstructionSet.available)
  func zeros(isa: InstructionSet) throws {
    let rms = try #require(isa.table.pointee.rms_norm)
    let layer = try #require(isa.table.pointee.layer_norm)
    let x = [Float](repeating: 0, count: 37)
    var y = [Float](repeating: .nan, count: 37)
    rms(37, x, nil, 0, 1e-6, &y)
    #expect(y == x)
    layer(37, x, nil, nil, 1e-6, &y)
    #expect(y == x)
  }
}
