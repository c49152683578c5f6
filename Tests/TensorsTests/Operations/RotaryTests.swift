import ModelSpec
import Tensors
import Testing
import _DeviceConformance

@Suite("Rotary embedding")
struct RotaryTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let (rows, heads, width, pairs): (Int, Int, Int, Int)

    init(_ rows: Int, _ heads: Int, _ width: Int, _ pairs: Int) {
      (self.rows, self.heads, self.width, self.pairs) = (rows, heads, width, pairs)
    }

    var testDescription: String { "\(rows) rows, \(heads) heads of \(width), \(pairs) pairs" }
  }

  private static let shapes = [
    Shape(1, 1, 2, 1), Shape(2, 3, 12, 6), Shape(3, 1, 20, 7), Shape(5, 2, 64, 32),
    Shape(9, 2, 80, 24), Shape(33, 5, 128, 64), Shape(7, 3, 256, 128),
  ]

  @Test(
    "both pairings turn as the formula says", arguments: InstructionSet.available, shapes)
  func turns(isa: InstructionSet, shape: Shape) throws {
    var random = RandomNumbers(seed: 31)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    let frequencies = (0..<shape.pairs).map { index in
      Float(1 / Reference.power(10_000, Double(index) / Double(shape.pairs)))
    }
    let positions = (0..<shape.rows).map { $0 * $0 * 41 }
    for magnitude: Float in [1, 1.25] {
      let table = try device.rotaryTable(rows: shape.rows, pairs: shape.pairs)
      for (row, position) in positions.enumerated() {
        device.setAngles(
          table, rows: row..<row + 1, from: position, frequencies: frequencies,
          magnitude: magnitude)
      }
      for pairing in [RotarySpec.Pairing.halves, .adjacent] {
        let x = random.rows(shape.rows, shape.heads * shape.width)
        let y = try Matrix(x)
        device.rotate(y, headDimension: shape.width, pairing: pairing, table: table)
        for (row, got) in y.arrays.enumerated() {
          for head in 0..<shape.heads {
            let columns = head * shape.width..<(head + 1) * shape.width
            let truth = Reference.rotate(
              x[row][columns].map(Double.init), position: positions[row],
              frequencies: frequencies.doubles, magnitude: Double(magnitude), pairing: pairing)
            for (column, value) in got[columns].enumerated() {
              guard column < 2 * shape.pairs else {
                #expect(value == x[row][columns][columns.lowerBound + column])
                continue
              }
              // The angle is rounded to float32, by half a unit of itself; then a few operations on
              // numbers up to 1.
              let angle = Rounding.unit * Double(positions[row])
              let limit = (angle + Rounding.gamma(4)) * 2 * Double(magnitude)
              #expect(abs(Double(value) - truth[column]) <= limit)
            }
          }
        }
      }
    }
  }

  @Test("each head is normalised by itself", arguments: InstructionSet.available)
  func headNorms(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 32)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    for (rows, heads, width) in [(1, 1, 3), (5, 3, 20), (9, 7, 64), (33, 4, 256)] {
      let (x, weight) = (random.rows(rows, heads * width), random.row(width, limit: 2))
      let y = try Matrix(x)
      device.normalizeHeads(y, NormSpec(.rms, epsilon: 1e-6), weight: try Vector(weight))
      for (row, got) in y.arrays.enumerated() {
        for head in 0..<heads {
          let columns = head * width..<(head + 1) * width
          let truth = Reference.rmsNorm(
            x[row][columns].map(Double.init), weight: weight.doubles,
            epsilon: Double(Float(1e-6)))
          for (value, truth) in zip(got[columns], truth) {
            #expect(abs(Double(value) - truth) <= Rounding.gamma(width / 2 + 6) * abs(truth))
          }
        }
      }
    }
  }
}
