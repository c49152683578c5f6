import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Softmax and sums of exponentials")
struct SoftmaxTests {
  private func softmax(_ isa: InstructionSet, _ x: [Float]) throws -> [Float] {
    let kernel = try #require(isa.table.pointee.softmax)
    var y = x
    kernel(y.count, &y)
    return y
  }

  @Test(
    "probabilities agree with double arithmetic at every length",
    arguments: InstructionSet.available)
  func accuracy(isa: InstructionSet) throws {
    var random = SeededGenerator(seed: 11)
    for n in Array(1...70) + [1000, 32_000] {
      let x = random.floats(n, scale: 20)
      // The difference is rounded to a float first: a property of the contract, not of exp.
      let greatest = x.max() ?? 0
      let exponentials = x.map { exp(Double($0 - greatest)) }
      let total = exponentials.reduce(0, +)
      for (y, e) in zip(try softmax(isa, x), exponentials) {
        #expect(abs(Double(y) - e / total) <= 6e-7 * (e / total), "n \(n)")
      }
    }
  }

  @Test(
    "exp is within 2e-7 over its whole range, and 0 or infinite beyond",
    arguments: InstructionSet.available)
  func exponential(isa: InstructionSet) throws {
    let kernel = try #require(isa.table.pointee.sum_exp)
    for step in -8730...8872 {
      let x = Float(step) / 100
      let expected = exp(Double(x))
      var argument = x
      #expect(abs(kernel(1, &argument, 0, 1) - expected) <= 2e-7 * expected, "x \(x)")
    }
    for (argument, expected) in [
      (Float(-110), 0.0), (-.infinity, 0), (0, 1), (90, .infinity), (.infinity, .infinity),
    ] {
      var argument = argument
      #expect(kernel(1, &argument, 0, 1) == expected)
    }
    var argument = Float.nan
    #expect(kernel(1, &argument, 0, 1).isNaN)
    // Below the normal floats the result is a multiple of 2^-149.
    argument = -95
    #expect(abs(kernel(1, &argument, 0, 1) - exp(-95)) <= 0x1p-149)
  }

  @Test("262,144 terms lose less than 1e-6", arguments: InstructionSet.available)
  func longSum(isa: InstructionSet) throws {
    let kernel = try #require(isa.table.pointee.sum_exp)
    var random = SeededGenerator(seed: 12)
    let x = random.floats(262_144 - 3, scale: 12)
    let expected = x.reduce(0.0) { $0 + exp((Double($1) - 9) * 0.5) }
    #expect(abs(kernel(x.count, x, 9, 0.5) - expected) < 1e-6 * expected)
    let sum = try softmax(isa, x).reduce(0.0) { $0 + Double($1) }
    #expect(abs(sum - 1) < 1e-6)
  }

  @Test("masked entries get zero, NaN spreads", arguments: InstructionSet.available)
  func special(isa: InstructionSet) throws {
    for n in [2, 9, 16, 33] {
      var x = [Float](repeating: -.infinity, count: n)
      x[n - 1] = 3
      let y = try softmax(isa, x)
      #expect(y[n - 1] == 1 && y[0..<n - 1].allSatisfy { $0 == 0 })
      x[0] = .nan
      #expect(try softmax(isa, x).allSatisfy { $0.isNaN })
      #expect(try softmax(isa, [Float](repeating: -.infinity, count: n)).allSatisfy { $0.isNaN })
    }
  }
}
