import ModelSpec
import Tensors
import Testing
import _DeviceConformance

@Suite("Projections")
struct ProjectionTests {
  private static let rowCounts = Array(1...9) + [33]

  /// Odd widths for plain numbers, whole blocks for the others.
  private static func columns(_ format: StorageFormat) -> [Int] {
    switch format.elementsPerBlock {
    case 1: [1, 3, 17, 63, 100]
    case 32: [32, 96, 288]
    default: [256, 768]
    }
  }

  @Test(
    "a product is within its rounding error of the formula",
    arguments: InstructionSet.available, StorageFormat.allCases)
  func matchesReference(isa: InstructionSet, format: StorageFormat) throws {
    var random = RandomNumbers(seed: 11)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    var (errors, values): ([Double], [Double]) = ([], [])
    for columns in Self.columns(format) {
      let scratch = try device.projectionScratch(rows: 33, columns: columns)
      for outputs in [1, 5, 16, 19, 33] {
        let weight = try Tensor.random(outputs, columns, format: format, using: &random)
        let x = random.rows(33, columns)
        let truth = Reference.project(x.doubles, weight.arrays)
        let bound = ProjectionBound(weight, ProductRounding(isa))
        for rows in Self.rowCounts {
          let y = try Matrix(zeros: rows, outputs)
          device.project(
            try Matrix(Array(x.prefix(rows))), Projection(weight, into: y), scratch: scratch)
          for (row, got) in y.arrays.enumerated() {
            for output in got.indices {
              let error = Double(got[output]) - truth[row][output]
              let limit = bound.limit(x[row], output: output)
              try #require(
                abs(error) <= limit,
                "\(rows)x\(columns)x\(outputs), row \(row), output \(output): \(error) > \(limit)")
              errors.append(error)
              values.append(truth[row][output])
            }
          }
        }
      }
    }
    // The limits of ggml's test-backend-ops: 5e-4 for products, 1e-7 where nothing but float
    // rounding happens.
    let error = Rounding.normalizedMeanSquaredError(errors, of: values)
    let rounds = format.isQuantized || (format == .bf16 && isa.multipliesInBF16)
    #expect(error <= (rounds ? 5e-4 : 1e-7))
  }

  @Test(
    "the bits of an output depend neither on the number of rows nor on the other outputs",
    arguments: InstructionSet.available, StorageFormat.allCases)
  func rowsAndOutputsAreIndependent(isa: InstructionSet, format: StorageFormat) throws {
    var random = RandomNumbers(seed: 12)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    let columns = Self.columns(format).last ?? 0
    let scratch = try device.projectionScratch(rows: 33, columns: columns)
    let weight = try Tensor.random(37, columns, format: format, using: &random)
    let x = random.rows(33, columns)
    let all = try Matrix(zeros: 33, 37)
    device.project(try Matrix(x), Projection(weight, into: all), scratch: scratch)
    for (rows, outputs) in [(1, 37), (2, 16), (5, 19), (9, 1), (32, 33)] {
      let part = try Matrix(zeros: rows, outputs)
      device.project(
        try Matrix(Array(x.prefix(rows))),
        Projection(weight.rows(0..<outputs), into: part), scratch: scratch)
      let expected = all.arrays.prefix(rows).map { Array($0.prefix(outputs)) }
      #expect(part.arrays == expected, "\(rows) rows, \(outputs) outputs")
    }
  }

  @Test(
    "three products with biases go to their own columns and touch nothing between",
    arguments: InstructionSet.available)
  func threeStridedOutputs(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 13)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    let columns = 256
    let scratch = try device.projectionScratch(rows: 9, columns: columns)
    let mixes: [[StorageFormat]] = [
      [.q4_k, .q6_k, .f32], [.f16, .bf16, .q8_0], [.q4_0, .q5_1, .q2_k],
    ]
    for formats in mixes {
      let sizes = [19, 5, 33]
      let weights = try zip(formats, sizes).map {
        try Tensor.random($1, columns, format: $0, using: &random)
      }
      let biases = sizes.map { random.row($0) }
      let x = random.rows(9, columns)
      for rows in [1, 2, 9] {
        let whole = try Matrix([[Float]](repeating: [Float](repeating: 7, count: 64), count: rows))
        let offsets = [0, 20, 27]
        let parts = zip(offsets, sizes).map {
          Matrix(storage: whole.storage, offset: $0, rows: rows, columns: $1, stride: 64)
        }
        let projections = try (0..<3).map {
          Projection(weights[$0], bias: try Vector(biases[$0]), into: parts[$0])
        }
        device.project(
          try Matrix(Array(x.prefix(rows))), projections[0], projections[1], projections[2],
          scratch: scratch)
        for part in 0..<3 {
          let truth = Reference.project(
            x.prefix(rows).map(\.doubles), weights[part].arrays, bias: biases[part].doubles)
          let bound = ProjectionBound(
            weights[part], ProductRounding(isa), bias: biases[part])
          for (row, got) in parts[part].arrays.enumerated() {
            for output in got.indices {
              let error = abs(Double(got[output]) - truth[row][output])
              #expect(error <= bound.limit(x[row], output: output))
            }
          }
        }
        for row in whole.arrays {
          #expect((row[19..<20] + row[25..<27] + row[60...]).allSatisfy { $0 == 7 })
        }
      }
    }
  }
}
