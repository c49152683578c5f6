import CKernels
import Testing

/// Random weights, their meaning, and random activations for them.
struct Product {
  let format: Format
  let outputs: Int
  let bytes: [UInt8]
  let weights: [Float]
  let x: Activations

  init(_ format: Format, k: Int, rows: Int, outputs: Int, seed: UInt64, halves: [UInt16] = ordinary)
    throws
  {
    var random = SeededGenerator(seed: seed)
    self.format = format
    self.outputs = outputs
    if format.isQuantized {
      bytes = format.blocks(outputs * k / format.blockValues, halves: halves, using: &random)
    } else {
      bytes = try InstructionSet.scalar.quantize(format, random.floats(outputs * k))
    }
    weights = try InstructionSet.scalar.dequantize(format, bytes, count: outputs * k)
    // What BF16 holds, so that sets which round to it compute the same product.
    let values =
      format.number == Format.bf16.number
      ? try InstructionSet.scalar.dequantize(
        .bf16, InstructionSet.scalar.quantize(.bf16, random.floats(rows * k)), count: rows * k)
      : random.floats(rows * k)
    x =
      format.isQuantized
      ? try InstructionSet.scalar.quantizeActivations(values, rows: rows)
      : Activations(values: values, rows: rows)
  }

  /// Halves of either sign between 1/32 and 1.
  static let ordinary = (UInt16(0x2800)..<0x3c00).flatMap { [$0, $0 | 0x8000] }

  /// The product in double, and the sum of the magnitudes that went into it.
  func reference(row: Int, output: Int) -> (value: Double, magnitude: Double) {
    var value = 0.0
    var magnitude = 0.0
    for i in 0..<x.k {
      let index = row * x.k + i
      let term =
        Double(weights[output * x.k + i])
        * (format.isQuantized ? x.dequantized(index) : Double(x.values[index]))
      value += term
      magnitude += abs(term)
    }
    return (value, magnitude)
  }

  func run(_ isa: InstructionSet) throws -> [Float] {
    let guarded = try GuardedBytes(bytes)
    return try isa.matmul(format, weights: guarded, outputs: outputs, x, stride: outputs)
  }

  /// The largest error of `y` in units of the magnitude that went into an output.
  func error(_ y: [Float]) -> Double {
    var worst = 0.0
    for row in 0..<x.rows {
      for output in 0..<outputs {
        let expected = reference(row: row, output: output)
        let error = abs(Double(y[row * outputs + output]) - expected.value)
        worst =
          error <= expected.magnitude * worst
          ? worst : error / max(expected.magnitude, .leastNormalMagnitude)
      }
    }
    return worst
  }
}
