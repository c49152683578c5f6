import ModelSpec
package import Tensors

/// The roundings allowed to a device in a product besides its sums.
package struct ProductRounding: Sendable, Hashable {
  /// Tells whether quantised weights multiply with activations rounded to 8 bits in groups of 32.
  package var activationsToBytes: Bool
  /// Tells whether BF16 weights multiply with activations rounded to BF16.
  package var activationsToBF16: Bool

  /// Rounding of these kinds.
  package init(activationsToBytes: Bool, activationsToBF16: Bool) {
    self.activationsToBytes = activationsToBytes
    self.activationsToBF16 = activationsToBF16
  }

  /// Roundings of the processor's kernels of an instruction set.
  package init(_ isa: InstructionSet) {
    self.init(activationsToBytes: true, activationsToBF16: isa.multipliesInBF16)
  }

  /// Rounding of sums alone.
  package static let none = ProductRounding(activationsToBytes: false, activationsToBF16: false)
}

/// Bound on the distance of a product from the formula, output by output.
///
/// Plain numbers: γ of the terms times the sum of their magnitudes. Blocks: besides, an activation
/// that is rounded to a multiple of its group's maximum / 127 may be off by half of that; and since
/// a kernel adds codes and offsets apart, rounding goes by terms that are larger than their sum, by
/// a factor below 8 of the block's largest weight.
package struct ProjectionBound {
  private let weights: [[Double]]
  private let largest: [[Double]]
  private let bias: [Float]?
  private let blockSize: Int
  private let isQuantized: Bool
  private let rounding: ProductRounding
  /// Tells whether activations are rounded to BF16, by at most 2^-8 of a value.
  private let roundsToBF16: Bool

  /// The bound for a weight that lies in a file or in memory of this program.
  package init(_ weight: Tensor, _ rounding: ProductRounding, bias: [Float]? = nil) {
    weights = weight.arrays
    self.bias = bias
    self.rounding = rounding
    roundsToBF16 = weight.format == .bf16 && rounding.activationsToBF16
    isQuantized = weight.format.isQuantized
    let size = weight.format.elementsPerBlock
    blockSize = size
    largest = weights.map { row in
      stride(from: 0, to: row.count, by: size).map { start in
        row[start..<start + size].map(abs).max() ?? 0
      }
    }
  }

  /// Bound on the error of the product of `x` and the weights of an output.
  package func limit(_ x: [Float], output: Int) -> Double {
    let row = weights[output]
    var (sum, quantisation) = (abs(Double(bias?[output] ?? 0)), 0.0)
    if isQuantized {
      for group in stride(from: 0, to: row.count, by: 32) {
        let half = Double(x[group..<group + 32].map(abs).max() ?? 0) / 254 * (1 + 0x1p-16)
        for index in group..<group + 32 {
          if rounding.activationsToBytes { quantisation += abs(row[index]) * half }
          sum += 8 * largest[output][index / blockSize] * Double(abs(x[index]))
        }
      }
    } else {
      for index in row.indices { sum += abs(row[index] * Double(x[index])) }
      if roundsToBF16 { quantisation = 0x1p-8 * sum }
    }
    return Rounding.gamma(row.count + 3) * sum + quantisation
  }
}
