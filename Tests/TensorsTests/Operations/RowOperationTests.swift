import ModelSpec
import Tensors
import Testing
import _DeviceConformance

@Suite("Operations on rows")
struct RowOperationTests {
  private static let shapes = (1...9).map { ($0, 2 * $0 + 1) } + [(33, 33), (3, 257), (40, 515)]

  @Test("RMSNorm is within its rounding error of the formula", arguments: InstructionSet.available)
  func rmsNorm(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 21)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    for (rows, columns) in Self.shapes {
      let (x, weight) = (random.rows(rows, columns, limit: 3), random.row(columns, limit: 2))
      let y = try Matrix(zeros: rows, columns)
      device.normalize(
        try Matrix(x), NormSpec(.rms, epsilon: 1e-5), weight: try Vector(weight), into: y)
      for (row, got) in y.arrays.enumerated() {
        let truth = Reference.rmsNorm(
          x[row].doubles, weight: weight.doubles, epsilon: Double(Float(1e-5)))
        // Half of the sum's relative error, and a few operations.
        let relative = Rounding.gamma(columns / 2 + 6)
        for column in got.indices {
          #expect(abs(Double(got[column]) - truth[column]) <= relative * abs(truth[column]))
        }
      }
    }
  }

  @Test(
    "LayerNorm is within its rounding error of the formula", arguments: InstructionSet.available)
  func layerNorm(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 22)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    for (rows, columns) in Self.shapes {
      let x = random.rows(rows, columns, limit: 3)
      let (weight, bias) = (random.row(columns, limit: 2), random.row(columns))
      let y = try Matrix(zeros: rows, columns)
      device.normalize(
        try Matrix(x), NormSpec(.layer, epsilon: 1e-5), weight: try Vector(weight),
        bias: try Vector(bias), into: y)
      for (row, got) in y.arrays.enumerated() {
        let values = x[row].doubles
        let truth = Reference.layerNorm(
          values, weight: weight.doubles, bias: bias.doubles, epsilon: Double(Float(1e-5)))
        let mean = values.reduce(0, +) / Double(columns)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
        let deviation = (variance + 1e-5).squareRoot()
        let largest = values.map(abs).max() ?? 0
        for column in got.indices {
          // The mean's error is relative to the values, not to what is left when it is subtracted.
          let centred = Rounding.gamma(columns + 6) * largest / deviation
          let scaled = abs(truth[column] - Double(bias[column])) * Rounding.gamma(columns + 6)
          let limit =
            centred * abs(Double(weight[column])) * (1 + abs(values[column] - mean) / deviation)
            + scaled + Rounding.gamma(2) * abs(Double(bias[column]))
          #expect(abs(Double(got[column]) - truth[column]) <= limit)
        }
      }
    }
  }

  @Test("a norm may be written over its input", arguments: InstructionSet.available)
  func normInPlace(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 23)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    let (x, weight) = (random.rows(40, 515), try Vector(random.row(515)))
    for kind in [NormSpec.Kind.rms, .layer] {
      let (apart, inPlace) = (try Matrix(zeros: 40, 515), try Matrix(x))
      device.normalize(try Matrix(x), NormSpec(kind, epsilon: 1e-6), weight: weight, into: apart)
      device.normalize(inPlace, NormSpec(kind, epsilon: 1e-6), weight: weight, into: inPlace)
      #expect(apart.arrays == inPlace.arrays)
    }
  }

  @Test(
    "activations are within a few units of the formula, gated or not",
    arguments: InstructionSet.available,
    [Activation.silu, .geluTanh, .gelu, .relu, .geluSigmoid])
  func activations(isa: InstructionSet, activation: Activation) throws {
    var random = RandomNumbers(seed: 24)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    for (rows, columns) in Self.shapes {
      var gate = random.rows(rows, columns, limit: 9)
      gate[0][0] = -120
      gate[rows - 1][columns - 1] = 120
      let up = random.rows(rows, columns, limit: 2)
      for factor in [nil, up] {
        let y = try Matrix(gate)
        device.activate(y, activation, up: try factor.map { try Matrix($0) })
        for (row, got) in y.arrays.enumerated() {
          let truth = Reference.gate(gate[row].doubles, activation, up: factor?[row].doubles)
          for column in got.indices {
            // 1 + tanh and 1 + erf cancel where the gate closes, so the error goes by the input.
            let size = abs(Double(gate[row][column]) * Double(factor?[row][column] ?? 1))
            let limit = Rounding.gamma(2 * Rounding.elementary) * size
            #expect(abs(Double(got[column]) - truth[column]) <= limit)
          }
        }
      }
    }
  }

  @Test("sums, scaled sums, copies and zeros are exact", arguments: InstructionSet.available)
  func sums(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 25)
    let device = try CPUDevice(threads: 3, instructionSet: isa)
    for (rows, columns) in Self.shapes {
      let (x, y) = (random.rows(rows, columns), random.rows(rows, columns))
      let (from, to) = (try Matrix(x, stride: columns + 3), try Matrix(y, stride: columns + 2))
      device.add(from, to: to)
      #expect(to.arrays == zip(x, y).map { zip($0, $1).map { $0 + $1 } })
      device.gather(from, rows: [Int32(rows - 1)].span, into: to)
      #expect(to.arrays[0] == x[rows - 1])
      device.addScaled(from, shares: [0.25].span, to: to, rows: [0].span)
      for column in 0..<columns {
        let truth = Double(x[rows - 1][column]) + 0.25 * Double(x[0][column])
        #expect(abs(Double(to.arrays[0][column]) - truth) <= Rounding.gamma(2) * 2)
      }
      device.clear(to)
      #expect(to.arrays.allSatisfy { $0.allSatisfy { $0 == 0 } })
    }
  }

  @Test("logits are scaled, then capped", arguments: InstructionSet.available)
  func logits(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 26)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    for (rows, columns) in Self.shapes {
      let x = random.rows(rows, columns, limit: 100)
      let y = try Matrix(x)
      device.finishLogits(y, multiplier: 0.5, softcap: 30)
      for (row, got) in y.arrays.enumerated() {
        for column in got.indices {
          let truth = Reference.softcap(0.5 * Double(x[row][column]), cap: 30)
          let limit = Rounding.gamma(Rounding.elementary) * abs(truth) + 1e-30
          #expect(abs(Double(got[column]) - truth) <= limit)
        }
      }
    }
  }

  @Test(
    "shares are softmax, within its rounding error of the formula",
    arguments: InstructionSet.available)
  func softmax(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 27)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    for (rows, columns) in Self.shapes {
      let x = random.rows(rows, columns, limit: 20)
      let routing = try device.routeAll(x)
      #expect(routing.rows.count == rows * columns)
      let truth = x.map { Reference.softmax($0.doubles) }
      for column in 0..<columns {
        for place in routing.places(of: column) {
          // x - maximum is rounded at up to 40, which exp turns into a relative error.
          let relative = Rounding.gamma(columns + Rounding.elementary + 40)
          let wanted = truth[Int(routing.rows[place])][column]
          #expect(abs(Double(routing.shares[place]) - wanted) <= relative * wanted)
        }
      }
    }
  }

  @Test(
    "an embedding is the table's row times the factor",
    arguments: InstructionSet.available, StorageFormat.allCases)
  func embedding(isa: InstructionSet, format: StorageFormat) throws {
    var random = RandomNumbers(seed: 28)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    let columns = format.isQuantized ? 512 : 37
    let table = try Tensor.random(11, columns, format: format, using: &random)
    let tokens = [3, 0, 10, 3]
    for multiplier: Float in [1, 1.5] {
      let y = try Matrix(zeros: tokens.count, columns)
      device.embed(tokens.map { Int32($0) }, table: table, multiplier: multiplier, into: y)
      let truth = Reference.embed(tokens, table: table.arrays, multiplier: Double(multiplier))
      for (got, truth) in zip(y.arrays, truth) {
        for column in got.indices {
          #expect(abs(Double(got[column]) - truth[column]) <= Rounding.unit * abs(truth[column]))
        }
      }
    }
  }

  @Test("a learned position is added to its row", arguments: InstructionSet.available)
  func positions(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 29)
    let device = try CPUDevice(threads: 2, instructionSet: isa)
    let (table, x) = (random.rows(9, 37), random.rows(3, 37))
    let y = try Matrix(x)
    device.addPositions([8, 0, 5], table: try Matrix(table), to: y)
    for (row, position) in [8, 0, 5].enumerated() {
      #expect(y.arrays[row] == zip(x[row], table[position]).map { $0 + $1 })
    }
  }
}
