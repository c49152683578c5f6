import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Activation functions")
struct ActivationFunctionTests {
  struct Function: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let number: UInt32
    let exact: @Sendable (Double) -> Double
    /// Relative error allowed; the scalar twin's libm is within it too.
    let tolerance: Double
  }

  static let functions = [
    Function(testDescription: "SiLU", number: 0, exact: { $0 / (1 + exp(-$0)) }, tolerance: 4e-7),
    Function(
      testDescription: "GELU by tanh", number: 1,
      exact: { $0 / (1 + exp(-2 * (2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) },
      tolerance: 4e-6),
    Function(
      testDescription: "GELU by erf", number: 2, exact: { 0.5 * $0 * erfc(-$0 * 0.5.squareRoot()) },
      tolerance: 4e-6),
    Function(testDescription: "ReLU", number: 3, exact: { max($0, 0) }, tolerance: 0),
    Function(
      testDescription: "GELU by sigmoid", number: 4, exact: { $0 / (1 + exp(-1.702 * $0)) },
      tolerance: 4e-6),
  ]

  /// -12...12 in steps that hit every lane with every kind of value.
  static let inputs = (-60_000...60_000).map { Float($0) * 2e-4 }

  private func gate(_ isa: InstructionSet, _ function: Function, _ x: [Float], _ up: [Float]?)
    throws -> [Float]
  {
    let kernel = try #require(isa.table.pointee.gate)
    var y = [Float](repeating: .nan, count: x.count)
    kernel(ck_activation(rawValue: function.number), x.count, x, up, &y)
    return y
  }

  @Test(
    "agrees with double arithmetic, tails included", arguments: InstructionSet.available, functions)
  func accuracy(isa: InstructionSet, function: Function) throws {
    // Within -6...6 errors are relative; beyond, a tail below 1e-8 only has to stay that small.
    for (x, y) in zip(Self.inputs, try gate(isa, function, Self.inputs, nil)) {
      let expected = function.exact(Double(x))
      let allowed = max(function.tolerance * abs(expected), abs(x) > 6 ? 2e-8 : 0)
      guard abs(Double(y) - expected) <= allowed else {
        Issue.record("f(\(x)) = \(y), expected \(expected)")
        return
      }
    }
  }

  @Test(
    "multiplies with the second row, at every length", arguments: InstructionSet.available,
    functions)
  func gated(isa: InstructionSet, function: Function) throws {
    var random = SeededGenerator(seed: 4)
    for n in 1...40 {
      let (x, up) = (random.floats(n, scale: 4), random.floats(n))
      let plain = try gate(isa, function, x, nil)
      let gated = try gate(isa, function, x, up)
      for i in 0..<n { #expect(abs(gated[i] - plain[i] * up[i]) <= 1e-6 * abs(plain[i])) }
    }
  }

  @Test(
    "large inputs pass or vanish; NaN stays NaN", arguments: InstructionSet.available, functions)
  func limits(isa: InstructionSet, function: Function) throws {
    let y = try gate(isa, function, [1000, -1000, .nan, 0, -0.0], nil)
    #expect(y[0] == 1000)
    #expect(y[1] == 0)
    #expect(y[2].isNaN || function.number == CK_RELU.rawValue)
    #expect(y[3] == 0 && y[4] == 0)
  }

  @Test("the soft cap is cap * tanh(x / cap), relatively", arguments: InstructionSet.available)
  func softcap(isa: InstructionSet) throws {
    let kernel = try #require(isa.table.pointee.softcap)
    for cap in [Float(30), 50] {
      let x = Self.inputs.map { $0 * 20 } + [1e-6, -1e-20, 1e30, -1e30, 0, .infinity]
      var y = x
      kernel(y.count, cap, &y)
      for (x, y) in zip(x, y) {
        let expected = Double(cap) * tanh(Double(x) / Double(cap))
        guard abs(Double(y) - expected) <= 5e-7 * abs(expected) else {
          Issue.record("softcap(\(x)) = \(y), expected \(expected)")
          return
        }
      }
    }
  }
}
